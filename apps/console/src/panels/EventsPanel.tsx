import type { ClusterEvent } from '@binnacle/api';
import type { ReactElement } from 'react';
import { EventHistogram, type Histogram } from '../objects/EventHistogram.tsx';
import { ObjectLink } from '../objects/ObjectLink.tsx';
import type { TimeSpan } from '../time/time-range.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StateDot } from '../ui/StateDot.tsx';
import classes from './ObjectLists.module.css';

interface EventsPanelProps {
  readonly events: readonly ClusterEvent[];
  readonly histogram: Histogram | null;
  readonly title: string;
  readonly nowMs: number;
  readonly onZoom: (span: TimeSpan) => void;
}

/** Events as a list that fits into a panel, with how many there were when above it. */
export function EventsPanel({ events, histogram, title, nowMs, onZoom }: EventsPanelProps): ReactElement {
  return (
    <div className={classes['panel']}>
      {histogram === null ? null : <EventHistogram histogram={histogram} size="small" onPick={onZoom} />}
      {/* Scrolls inside the panel, so the keyboard has to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={classes['scroll']} tabIndex={0} aria-label={title}>
        <ul className={classes['list']}>
          {events.map((it) => (
            <li key={`${it.cluster}/${it.uid}`} className={classes['event']}>
              <span className={classes['time']}>
                <RelativeTime atMs={it.lastAtMs} nowMs={nowMs} />
              </span>
              <StateDot state={it.type === 'Normal' ? 'ok' : 'warning'} />
              <span className={classes['text']}>
                <b>{it.reason}</b>
                {it.count > 1 ? <span className={classes['small']}>{` ×${it.count}`}</span> : null}{' '}
                <span className={classes['small']}>{it.involved.kind}</span>{' '}
                {it.involved.uid === '' || it.involved.uid === it.involved.name ? (
                  it.involved.name
                ) : (
                  <ObjectLink it={{ uid: it.involved.uid, cluster: it.cluster }}>{it.involved.name}</ObjectLink>
                )}
                <span className={classes['message']}>{it.message}</span>
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
