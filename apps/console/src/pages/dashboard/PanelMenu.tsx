import { Menu } from '@mantine/core';
import type { Panel } from '@binnacle/views';
import {
  IconArrowRight,
  IconCode,
  IconDots,
  IconDownload,
  IconMaximize,
  IconMinimize,
  IconPhoto,
  IconShare,
  IconTable,
} from '@tabler/icons-react';
import { type ComponentProps, lazy, type ReactElement, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf, dataTables } from '../../panels/csv.ts';
import type { PanelData } from '../../panels/panel-data.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { tellFailure } from '../../ui/tell.tsx';
import { useDashboardScene } from './dashboard-context.ts';
import { download, fileName, pictureOf } from './download.ts';
import { useEditing } from './edit/edit-context.ts';
import classes from './PanelMenu.module.css';
import { PanelLinks } from './PanelLinks.tsx';
import type { PanelRequest } from './panel-request.ts';
import { useFilledText } from './useFilledText.ts';
import { wholeData } from './whole-data.ts';

const EditItems = lazy(() => import('./edit/EditItems.tsx').then((module) => ({ default: module.EditItems })));

interface PanelMenuProps {
  readonly panel: Panel;
  readonly data: PanelData | undefined;
  readonly request: PanelRequest | undefined;
  readonly hasQueries: boolean;
  readonly onInspect: (tab: 'data' | 'query') => void;
}

/**
 * What can be done with a panel: see it large, see what is behind it, take it away. Until it is used it is a button alone: fifty
 * menus that nobody opens take longer to set up than their charts to draw.
 */
export function PanelMenu(props: PanelMenuProps): ReactElement {
  const [isUsed, setUsed] = useState(false);
  const title = useFilledText()(props.panel.title);
  if (isUsed) return <UsedMenu {...props} />;
  return <MenuButton title={title} aria-haspopup="menu" aria-expanded={false} onClick={() => setUsed(true)} />;
}

function MenuButton({ title, ...button }: ComponentProps<'button'> & { readonly title: string }): ReactElement {
  const { t } = useTranslation('dashboard');
  return (
    <button {...button} type="button" className={classes['button']} aria-label={t('panel.actions', { title })}>
      <IconDots size={15} aria-hidden="true" />
    </button>
  );
}

/** The menu, open from the first on, with the focus going back to its button. */
function UsedMenu({ panel, data, request, hasQueries, onInspect }: PanelMenuProps): ReactElement {
  const buttonRef = useRef<HTMLButtonElement>(null);
  const wasOpened = useRef(false);
  useEffect(() => {
    if (wasOpened.current) return;
    wasOpened.current = true;
    buttonRef.current?.focus();
    buttonRef.current?.click();
  }, []);
  const { t } = useTranslation('dashboard');
  const failureText = useFailureText();
  const { onFullScreen, wholePanel, queue, source, onShare } = useDashboardScene();
  const whole = wholePanel === panel.id;
  const editing = useEditing();
  const title = useFilledText()(panel.title);
  const saveCsv = async (): Promise<void> => {
    if (data === undefined) return;
    try {
      const whole = await wholeData(data, request, queue, source);
      if (whole.kind === 'failed') return tellFailure(t('panel.csv'), whole.message);
      const text = csvOf(dataTables(panel, whole.data));
      download(fileName(title, 'csv'), new Blob([text], { type: 'text/csv;charset=utf-8' }));
    } catch (error) {
      tellFailure(t('panel.csv'), failureText(error));
    }
  };
  const savePng = async (): Promise<void> => {
    const cell = document.querySelector<HTMLElement>(`#panel-${panel.id}`);
    const picture = cell === null ? undefined : await pictureOf(cell, title);
    if (picture === undefined) tellFailure(t('panel.png'), t('panel.pngFailed'));
    else download(fileName(title, 'png'), picture);
  };
  const drawn = panel.kind === 'timeseries' || panel.kind === 'heatmap';
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <MenuButton ref={buttonRef} title={title} />
      </Menu.Target>
      <Menu.Dropdown>
        {editing === undefined ? null : (
          <Suspense>
            <EditItems panel={panel} editing={editing} />
          </Suspense>
        )}
        <Menu.Item
          leftSection={whole ? <IconMinimize size={15} /> : <IconMaximize size={15} />}
          onClick={() => onFullScreen(whole ? undefined : panel.id)}
        >
          {whole ? t('panel.back') : t('panel.fullScreen')}
        </Menu.Item>
        {onShare === undefined ? null : (
          <Menu.Item leftSection={<IconShare size={15} />} onClick={() => onShare(panel.id)}>
            {t('panel.share')}
          </Menu.Item>
        )}
        {hasQueries ? (
          <>
            {source === undefined ? (
              <Menu.Item leftSection={<IconCode size={15} />} onClick={() => onInspect('query')}>
                {t('panel.query')}
              </Menu.Item>
            ) : null}
            <Menu.Item leftSection={<IconTable size={15} />} onClick={() => onInspect('data')}>
              {t('panel.inspect')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconDownload size={15} />}
              disabled={data === undefined}
              onClick={() => void saveCsv()}
            >
              {t('panel.csv')}
            </Menu.Item>
          </>
        ) : null}
        {drawn ? (
          <Menu.Item leftSection={<IconPhoto size={15} />} disabled={data === undefined} onClick={() => void savePng()}>
            {t('panel.png')}
          </Menu.Item>
        ) : null}
        <PanelLinks panel={panel} icon={<IconArrowRight size={15} />} />
      </Menu.Dropdown>
    </Menu>
  );
}
