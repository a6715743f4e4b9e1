import { UnstyledButton } from '@mantine/core';
import type { Panel } from '@binnacle/views';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../ui/Hint.tsx';
import { useDashboardScene } from './dashboard-context.ts';
import classes from './PanelTitle.module.css';
import { useFilledText } from './useFilledText.ts';

/** Title, description and warnings. A title with a link to another panel leads there. */
export function PanelTitle({
  panel,
  warnings,
}: {
  readonly panel: Panel;
  readonly warnings: readonly string[];
}): ReactElement {
  const { t } = useTranslation('dashboard');
  const { onGoTo } = useDashboardScene();
  const filled = useFilledText();
  const title = filled(panel.title);
  const target = panel.links.find((link) => 'panel' in link.to)?.to;
  const description = panel.description === undefined ? '' : filled(panel.description);
  return (
    <>
      {title === '' ? null : (
        <h3 className={classes['title']} title={title}>
          {target !== undefined && 'panel' in target ? (
            <UnstyledButton className={classes['link']} onClick={() => onGoTo(target.panel)}>
              {title}
            </UnstyledButton>
          ) : (
            title
          )}
        </h3>
      )}
      {description === '' ? null : (
        <Hint className={classes['icon']} label={t('panel.about', { description })} text={description}>
          <IconInfoCircle size={13} aria-hidden="true" />
        </Hint>
      )}
      {warnings.length === 0 ? null : (
        <Hint
          className={classes['icon']}
          label={t('panel.warnings', { text: warnings.join('; ') })}
          text={warnings.join('\n')}
          isWarning
        >
          <IconAlertTriangle size={14} aria-hidden="true" />
        </Hint>
      )}
    </>
  );
}
