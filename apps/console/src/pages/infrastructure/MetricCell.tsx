import type { Unit } from '@binnacle/views';
import type { ReactElement } from 'react';
import { valueText } from '../../format/value.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { lastValue } from '../../panels/panel-data.ts';
import { Sparkline } from '../../panels/Sparkline.tsx';
import classes from './MetricCell.module.css';

interface MetricCellProps {
  readonly values: Float64Array | undefined;
  readonly unit: Unit;
}

/** A figure with how it has been over the last half hour. */
export function MetricCell({ values, unit }: MetricCellProps): ReactElement {
  const language = useLanguage();
  const value = values === undefined ? undefined : lastValue(values);
  if (values === undefined || value === undefined) return <span className={classes['none']}>–</span>;
  return (
    <span className={classes['metric']}>
      <span className={classes['spark']}>
        <Sparkline values={values} severity="unknown" />
      </span>
      <span className={classes['value']}>{valueText(value, unit, language)}</span>
    </span>
  );
}
