import { ActionIcon, Button, Popover, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconClock, IconZoomOut } from '@tabler/icons-react';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rangeLabel } from './range-label.ts';
import { shifted, zoomedOut, type TimeRange, type TimeSpan } from './time-range.ts';
import classes from './TimeRangePicker.module.css';

/** With its calendar: loaded when it is first opened. */
const RangeForm = lazy(() => import('./RangeForm.tsx').then((it) => ({ default: it.RangeForm })));

interface TimeRangePickerProps {
  readonly range: TimeRange;
  /** The range as it is on screen. */
  readonly span: TimeSpan;
  readonly onChange: (range: TimeRange) => void;
}

/** The time range of a page: back and forward, zoom out, and a panel to pick or type one. */
export function TimeRangePicker({ range, span, onChange }: TimeRangePickerProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const [open, setOpen] = useState(false);
  const pick = (picked: TimeRange): void => {
    setOpen(false);
    onChange(picked);
  };
  return (
    <div className={classes['picker']}>
      <Tooltip label={t('time.back')}>
        <ActionIcon variant="default" aria-label={t('time.back')} onClick={() => onChange(shifted(span, -1))}>
          <IconChevronLeft size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            className={classes['button'] ?? ''}
            leftSection={<IconClock size={15} aria-hidden="true" />}
            aria-keyshortcuts="t"
            aria-label={t('time.current', { range: rangeLabel(range, t) })}
            onClick={() => setOpen(!open)}
          >
            {rangeLabel(range, t)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={0}>
          <Suspense fallback={<div className={classes['loading']} />}>
            <RangeForm range={range} span={span} onPick={pick} />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <Tooltip label={t('time.forward')}>
        <ActionIcon
          variant="default"
          aria-label={t('time.forward')}
          disabled={range.kind === 'relative' && range.untilMs === 0}
          onClick={() => onChange(shifted(span, 1))}
        >
          <IconChevronRight size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('time.zoomOut')}>
        <ActionIcon
          variant="default"
          aria-label={t('time.zoomOut')}
          onClick={() => onChange(zoomedOut(span, Date.now()))}
        >
          <IconZoomOut size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
