import { useEffect, useState } from 'react';

/** Counts whole seconds down to 0 once a second. `start(7)` begins anew; 0 means that nothing is left to wait for. */
export function useCountdown(): readonly [secondsLeft: number, start: (seconds: number) => void] {
  const [secondsLeft, setSecondsLeft] = useState(0);
  const counting = secondsLeft > 0;
  useEffect(() => {
    if (!counting) return;
    const timer = setInterval(() => setSecondsLeft((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, [counting]);
  return [secondsLeft, (seconds) => setSecondsLeft(Math.ceil(seconds))];
}
