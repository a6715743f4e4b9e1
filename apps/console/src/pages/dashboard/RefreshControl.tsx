import { ActionIcon, Loader, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { REFRESH_INTERVALS, type RefreshInterval } from '@binnacle/views';
import { IconCheck, IconChevronDown, IconRefresh } from '@tabler/icons-react';
import { type ReactElement, useCallback, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock, formatMoment } from '../../format/value.ts';
import { useDashboardScene } from './dashboard-context.ts';
import classes from './RefreshControl.module.css';

interface RefreshControlProps {
  readonly every: RefreshInterval;
  readonly onRefresh: () => void;
  readonly onEvery: (every: RefreshInterval) => void;
}

/** Refresh now, see how far it is, and choose how often it happens by itself. */
export function RefreshControl({ every, onRefresh, onEvery }: RefreshControlProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const { queue, span, language } = useDashboardScene();
  const subscribe = useCallback((onProgress: () => void) => oncePerFrame(queue.subscribe, onProgress), [queue]);
  const progress = useSyncExternalStore(subscribe, queue.progress);
  const busy = progress.open > 0;
  const label = every === 'off' ? t('refresh.off') : every;
  return (
    <div className={classes['control']}>
      <time className={classes['updated']} dateTime={new Date(span.toMs).toISOString()}>
        {formatClock(span.toMs, language)}
      </time>
      <Tooltip label={t('refresh.updated', { time: formatMoment(span.toMs, language) })}>
        <ActionIcon
          variant="default"
          aria-label={t('refresh.now')}
          aria-busy={busy}
          aria-keyshortcuts="r"
          onClick={onRefresh}
          className={classes['now'] ?? ''}
        >
          {busy ? <Loader size={14} /> : <IconRefresh size={16} aria-hidden="true" />}
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <UnstyledButton className={classes['every']} aria-label={t('refresh.every', { every: label })}>
            {label}
            <IconChevronDown size={13} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('refresh.title')}</Menu.Label>
          {REFRESH_INTERVALS.map((one) => (
            <Menu.Item
              key={one}
              rightSection={one === every ? <IconCheck size={14} /> : null}
              onClick={() => onEvery(one)}
            >
              {one === 'off' ? t('refresh.off') : one}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <div className={classes['progress']} data-busy={busy || undefined} aria-hidden="true">
        <div style={{ transform: `scaleX(${busy ? 0.05 + 0.95 * progress.done : 1})` }} />
      </div>
    </div>
  );
}

/** Some hundred tasks begin and end while a page loads: more than what a frame shows need not be drawn. */
function oncePerFrame(subscribe: (listener: () => void) => () => void, listener: () => void): () => void {
  let frame = 0;
  const stop = subscribe(() => {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      listener();
    });
  });
  return () => {
    stop();
    cancelAnimationFrame(frame);
  };
}
