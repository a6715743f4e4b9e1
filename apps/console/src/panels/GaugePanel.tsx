import type { GaugePanel as GaugeDefinition, Language } from '@binnacle/views';
import type { ReactElement } from 'react';
import type { PanelData } from './panel-data.ts';
import classes from './GaugePanel.module.css';
import { SeverityMark } from './SeverityMark.tsx';
import { statValue } from './stat-value.ts';

interface GaugePanelProps {
  readonly panel: GaugeDefinition;
  readonly data: PanelData;
  readonly language: Language;
  readonly noValue: string;
}

const RADIUS = 42;
/** Length of the half circle the value fills. */
const ARC = Math.PI * RADIUS;
const PATH = `M ${50 - RADIUS} 50 A ${RADIUS} ${RADIUS} 0 0 1 ${50 + RADIUS} 50`;

/** One number as a part of a range, with marks where it becomes a warning and critical. */
export function GaugePanel({ panel, data, language, noValue }: GaugePanelProps): ReactElement {
  const stat = statValue(panel, data, language);
  if (stat === undefined) return <p className={classes['none']}>{noValue}</p>;
  const share = (value: number): number => Math.min(1, Math.max(0, (value - panel.min) / (panel.max - panel.min)));
  const marks = [panel.thresholds?.warn, panel.thresholds?.crit].filter((bound) => bound !== undefined);
  return (
    <div className={classes['box']}>
      <div className={classes['gauge']} data-severity={stat.severity}>
        <svg viewBox="0 0 100 54" aria-hidden="true" className={classes['arc']}>
          <path d={PATH} className={classes['track']} />
          <path d={PATH} className={classes['fill']} strokeDasharray={`${share(stat.value) * ARC} ${ARC}`} />
          {marks.map((bound) => {
            const angle = Math.PI * (1 - share(bound));
            const at = (radius: number): string => `${50 + Math.cos(angle) * radius} ${50 - Math.sin(angle) * radius}`;
            return <path key={bound} d={`M ${at(RADIUS - 6)} L ${at(RADIUS + 6)}`} className={classes['bound']} />;
          })}
        </svg>
        <div className={classes['value']}>
          <SeverityMark severity={stat.severity} size={14} />
          <span className={classes['number']}>{stat.number}</span>
          <span className={classes['unit']}>{stat.unit}</span>
        </div>
      </div>
    </div>
  );
}
