import type { ResponseOf, routes } from '@binnacle/api';
import { type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format/value.ts';
import { useLanguage } from '../i18n/useLanguage.ts';
import type { TimeSpan } from '../time/time-range.ts';
import classes from './EventHistogram.module.css';

export type Histogram = NonNullable<ResponseOf<typeof routes.listEvents>['histogram']>;

interface EventHistogramProps {
  readonly histogram: Histogram;
  readonly size?: 'large' | 'small';
  /** A bar was chosen: its time. */
  readonly onPick?: (span: TimeSpan) => void;
}

const CONTROLS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => Math.max(0, at - 1),
  ArrowRight: (at, last) => Math.min(last, at + 1),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * How many events there were at which time, warnings below. A click on a bar leads to its time; with the keyboard, the
 * arrows go from bar to bar and Enter leads there.
 */
export function EventHistogram({ histogram, size = 'large', onPick }: EventHistogramProps): ReactElement {
  const { t } = useTranslation('events');
  const language = useLanguage();
  const { fromMs, stepMs, series } = histogram;
  const bars = series[0]?.counts.length ?? 0;
  const [at, setAt] = useState(bars - 1);
  const chosen = Math.min(at, bars - 1);
  const count = (type: 'normal' | 'other', i: number): number =>
    series.reduce((sum, it) => sum + ((it.type === 'Normal') === (type === 'normal') ? it.counts[i]! : 0), 0);
  const columns = Array.from({ length: bars }, (_, i) => ({ normal: count('normal', i), warnings: count('other', i) }));
  const most = Math.max(1, ...columns.map((it) => it.normal + it.warnings));
  const height = (value: number): CSSProperties => ({ height: `${(value / most) * 100}%` });
  const spanOf = (i: number): TimeSpan => ({ fromMs: fromMs + i * stepMs, toMs: fromMs + (i + 1) * stepMs });
  const words = (i: number): string =>
    t('bar', {
      from: formatMoment(spanOf(i).fromMs, language),
      to: formatMoment(spanOf(i).toMs, language),
      warnings: columns[i]?.warnings ?? 0,
      normal: columns[i]?.normal ?? 0,
    });
  const move = (event: KeyboardEvent): void => {
    const control = CONTROLS[event.key];
    if (control !== undefined) setAt(control(chosen, bars - 1));
    else if (event.key === 'Enter') onPick?.(spanOf(chosen));
    else return;
    event.preventDefault();
  };
  const pick = (event: MouseEvent): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onPick?.(spanOf(Math.min(bars - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * bars)))));
  };
  return (
    <div className={classes['histogram']} data-size={size}>
      <div
        className={classes['bars']}
        // An input of type range cannot hold the bars that it chooses among.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="slider"
        tabIndex={0}
        aria-label={t('histogram')}
        aria-valuemin={0}
        aria-valuemax={bars - 1}
        aria-valuenow={chosen}
        aria-valuetext={words(chosen)}
        onKeyDown={move}
        onClick={pick}
      >
        {columns.map(({ normal, warnings }, i) => (
          <span
            key={spanOf(i).fromMs}
            className={classes['bar']}
            data-chosen={i === chosen || undefined}
            title={words(i)}
          >
            <span className={classes['normal']} style={height(normal)} />
            <span className={classes['warnings']} style={height(warnings)} />
          </span>
        ))}
      </div>
      <div className={classes['axis']} aria-hidden="true">
        <span>{formatMoment(fromMs, language)}</span>
        <span>{t('most', { count: most })}</span>
        <span>{formatMoment(fromMs + bars * stepMs, language)}</span>
      </div>
    </div>
  );
}
