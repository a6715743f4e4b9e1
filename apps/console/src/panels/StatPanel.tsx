import type { Language, StatPanel as StatDefinition } from '@binnacle/views';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { rangeOf, type PanelData } from './panel-data.ts';
import { SeverityMark } from './SeverityMark.tsx';
import { Sparkline } from './Sparkline.tsx';
import classes from './StatPanel.module.css';
import { statValue } from './stat-value.ts';

interface StatPanelProps {
  readonly panel: StatDefinition;
  readonly data: PanelData;
  readonly language: Language;
  /** Said when there is no value. */
  readonly noValue: string;
}

/** One number, its state in colour and shape, and how it came to be. */
export function StatPanel({ panel, data, language, noValue }: StatPanelProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const stat = useMemo(() => statValue(panel, data, language), [panel, data, language]);
  const shown = panel.queries.find((query) => !query.auxiliary);
  const line = panel.sparkline && shown !== undefined ? rangeOf(data, shown.ref)[0] : undefined;
  if (stat === undefined) return <p className={classes['none']}>{noValue}</p>;
  return (
    <div className={classes['stat']} data-severity={stat.severity}>
      <div className={classes['value']}>
        <SeverityMark severity={stat.severity} />
        <span className={classes['number']} data-long={stat.number.length > 6 || undefined}>
          {stat.number}
        </span>
        {stat.total === undefined ? null : (
          <span className={classes['unit']}>{t('stat.of', { total: stat.total })}</span>
        )}
        {stat.unit === '' ? null : <span className={classes['unit']}>{stat.unit}</span>}
      </div>
      {stat.detail === undefined ? null : (
        <div className={classes['detail']} title={stat.detail}>
          {stat.detail}
        </div>
      )}
      {line === undefined ? null : <Sparkline values={line.values} severity={stat.severity} />}
    </div>
  );
}
