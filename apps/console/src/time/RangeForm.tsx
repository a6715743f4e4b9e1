import { Button, Skeleton, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './RangeForm.module.css';
import { rangeLabel } from './range-label.ts';
import { browserStorage, recentRanges, rememberRange } from './recent-ranges.ts';
import {
  absoluteText,
  parseTimeRange,
  timeRangeText,
  type TimeRange,
  type TimeRangeProblem,
  type TimeSpan,
} from './time-range.ts';

// The calendar weighs as much as a page, and most ranges are picked from the list.
const RangeCalendar = lazy(async () => ({ default: (await import('./RangeCalendar.tsx')).RangeCalendar }));

const QUICK = ['5m', '15m', '30m', '1h', '3h', '6h', '12h', '1d', '2d', '7d', '30d'];

interface RangeFormProps {
  readonly range: TimeRange;
  readonly span: TimeSpan;
  readonly onPick: (range: TimeRange) => void;
}

/** Quick ranges, a line to type into, a calendar, and what was used before. */
export function RangeForm({ range, span, onPick }: RangeFormProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const [text, setText] = useState(range.kind === 'relative' ? timeRangeText(range) : absoluteText(span));
  const [problem, setProblem] = useState<TimeRangeProblem>();
  const [days, setDays] = useState<[string | null, string | null]>([null, null]);
  const [today] = useState(() => new Date());
  const recent = recentRanges(browserStorage()).slice(0, 6);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const outcome = parseTimeRange(text);
    if (!outcome.ok) {
      setProblem(outcome.problem);
      return;
    }
    rememberRange(browserStorage(), outcome.range);
    onPick(outcome.range);
  };
  const pickDays = (picked: [string | null, string | null]): void => {
    setDays(picked);
    const [from, to] = picked;
    // The calendar only fills the line: whoever picks days may want to add hours.
    if (from !== null && to !== null) {
      const outcome = parseTimeRange(`${from} ~ ${to}`);
      if (outcome.ok && outcome.range.kind === 'absolute') setText(absoluteText(outcome.range));
      setProblem(undefined);
    }
  };
  return (
    <div className={classes['form']}>
      <ul className={classes['quick']} aria-label={t('time.quick')}>
        {QUICK.map((duration) => {
          const outcome = parseTimeRange(duration);
          if (!outcome.ok) throw new Error(`BUG: ${duration} is no range`);
          const current = timeRangeText(range) === duration;
          return (
            <li key={duration}>
              <UnstyledButton
                className={classes['choice']}
                aria-current={current || undefined}
                onClick={() => onPick(outcome.range)}
              >
                {rangeLabel(outcome.range, t)}
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
      <div className={classes['own']}>
        <form onSubmit={submit} className={classes['line']}>
          <TextInput
            label={t('time.type')}
            description={t('time.typeHint')}
            value={text}
            error={problem === undefined ? undefined : t(`time.problem.${problem}`)}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setProblem(undefined);
            }}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data-autofocus
          />
          <Button type="submit">{t('time.apply')}</Button>
        </form>
        <Suspense fallback={<Skeleton height={236} width={218} aria-hidden="true" />}>
          <RangeCalendar days={days} today={today} onPick={pickDays} />
        </Suspense>
        {recent.length === 0 ? null : (
          <>
            <h4 className={classes['heading']}>{t('time.recent')}</h4>
            <ul className={classes['recent']}>
              {recent.map((one) => (
                <li key={timeRangeText(one)}>
                  <UnstyledButton className={classes['choice']} onClick={() => onPick(one)}>
                    {rangeLabel(one, t)}
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}
