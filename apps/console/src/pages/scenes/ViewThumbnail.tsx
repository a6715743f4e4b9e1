import type { DashboardDefinition } from '@binnacle/views';
import type { ReactElement } from 'react';
import { localized } from '../../i18n/localized.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { PanelGlyph } from './PanelGlyph.tsx';
import { layOutThumbnail, THUMBNAIL_WIDTH } from './thumbnail-layout.ts';
import classes from './ViewThumbnail.module.css';

/** Enough for the first screens of a view; the frame around it fades what goes on. */
const LIMIT = 720;

/** A dashboard drawn small from its definition: every panel in its place, with its title and a hint of its kind. */
export function ViewThumbnail({ definition }: { readonly definition: DashboardDefinition }): ReactElement {
  const language = useLanguage();
  const { panels, headings, height } = layOutThumbnail(definition, LIMIT);
  return (
    <svg
      className={classes['thumbnail']}
      viewBox={`-10 -10 ${THUMBNAIL_WIDTH + 20} ${height + 20}`}
      preserveAspectRatio="xMidYMin meet"
      aria-hidden="true"
    >
      {headings.map(({ group, y }) => (
        <text key={group.id} x={0} y={y + 19} className={classes['heading']}>
          {localized(group.title ?? '', language)}
        </text>
      ))}
      {panels.map(({ panel, x, y, width, height }) => (
        // A nested svg clips what is too long for the panel.
        <svg key={panel.id} x={x} y={y} width={width} height={height}>
          <rect x={0.5} y={0.5} width={width - 1} height={height - 1} rx={4} className={classes['panel']} />
          <text x={8} y={18} className={classes['title']}>
            {localized(panel.title, language)}
          </text>
          <svg x={8} y={26} width={Math.max(0, width - 16)} height={Math.max(0, height - 33)}>
            <PanelGlyph kind={panel.kind} seed={panel.id} width={width - 16} height={height - 33} />
          </svg>
        </svg>
      ))}
    </svg>
  );
}
