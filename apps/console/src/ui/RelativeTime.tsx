import type { ReactElement } from 'react';
import { useLanguage } from '../i18n/useLanguage.ts';
import { fullTime, relativeTime } from './relative-time.ts';

interface RelativeTimeProps {
  readonly atMs: number;
  /** From `useNow`: one clock for a whole list. */
  readonly nowMs: number;
}

/** "3 minutes ago", with the exact time on hover. */
export function RelativeTime({ atMs, nowMs }: RelativeTimeProps): ReactElement {
  const language = useLanguage();
  return (
    <time dateTime={new Date(atMs).toISOString()} title={fullTime(atMs, language)}>
      {relativeTime(atMs, nowMs, language)}
    </time>
  );
}
