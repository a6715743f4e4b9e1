import { useEffect, useState } from 'react';

/** The time, Unix milliseconds, anew every `everyMs`, so that "5 seconds ago" does not grow old on screen. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
