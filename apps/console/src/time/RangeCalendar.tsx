import { DatePicker } from '@mantine/dates';
import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/zh-cn';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './RangeForm.module.css';

type Days = [string | null, string | null];

interface RangeCalendarProps {
  readonly days: Readonly<Days>;
  readonly today: Date;
  readonly onPick: (days: Days) => void;
}

/** A month in which the first and the last day of a range are picked. */
export function RangeCalendar({ days, today, onPick }: RangeCalendarProps): ReactElement {
  const { t, i18n } = useTranslation('dashboard');
  return (
    <DatePicker
      type="range"
      size="sm"
      className={classes['calendar'] ?? ''}
      weekendDays={[]}
      highlightToday
      hideOutsideDates
      ariaLabels={{
        previousMonth: t('time.previous'),
        nextMonth: t('time.next'),
        previousYear: t('time.previous'),
        nextYear: t('time.next'),
        previousDecade: t('time.previous'),
        nextDecade: t('time.next'),
      }}
      value={[...days]}
      onChange={onPick}
      allowSingleDateInRange
      locale={i18n.language === 'zh-CN' ? 'zh-cn' : 'en'}
      maxDate={today}
      aria-label={t('time.calendar')}
    />
  );
}
