import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { PanelGroup } from '@binnacle/views';
import { IconChevronDown } from '@tabler/icons-react';
import type { CSSProperties, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './GroupSection.module.css';
import { placed, tilesPerRow } from './layout.ts';
import { PanelCell } from './PanelCell.tsx';
import { useFilledText } from './useFilledText.ts';

interface GroupSectionProps {
  readonly group: PanelGroup;
  readonly collapsed: boolean;
  /** Ids of panels that are not shown. */
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: () => void;
}

/** A group of panels under its heading. Panels of a collapsed group are not there at all, and ask for nothing. */
export function GroupSection({ group, collapsed, hidden, onToggle }: GroupSectionProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const filled = useFilledText();
  const title = group.title === undefined ? undefined : filled(group.title);
  const panels = placed(group.panels, hidden);
  const { ref, width } = useElementSize();
  return (
    <section className={classes['group']} aria-label={title ?? t('group.untitled')}>
      {title === undefined ? (
        <VisuallyHidden>
          <h2>{t('group.untitled')}</h2>
        </VisuallyHidden>
      ) : (
        <h2 className={classes['heading']}>
          <UnstyledButton className={classes['toggle']} aria-expanded={!collapsed} onClick={onToggle}>
            <IconChevronDown size={16} className={classes['chevron']} aria-hidden="true" />
            {title}
            {collapsed ? <span className={classes['count']}>{t('group.panels', { count: panels.length })}</span> : null}
          </UnstyledButton>
        </h2>
      )}
      {collapsed && title !== undefined ? null : (
        <div
          ref={ref}
          className={group.layout === 'row' ? classes['row'] : classes['grid']}
          style={{ '--per-row': tilesPerRow(panels.length, width) } as CSSProperties}
        >
          {panels.map(({ panel, at }) => (
            <div
              key={panel.id}
              className={classes['place']}
              data-wide={at.w > 12 || undefined}
              style={{ '--x': at.x + 1, '--y': at.y + 1, '--w': at.w, '--h': at.h } as CSSProperties}
            >
              <PanelCell panel={panel} {...(group.layout === 'row' ? { size: 'tile' } : {})} />
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
