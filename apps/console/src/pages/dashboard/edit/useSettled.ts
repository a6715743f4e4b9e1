import { useEffect, useEffectEvent, useState } from 'react';

/** How long a hand has to rest until what it typed counts. */
const REST_MS = 700;

/**
 * A text that is told on when it has not changed for a moment.
 *
 * @returns the text as typed, its setter, and a function that tells it on at once
 */
export function useSettled(
  value: string,
  onSettled: (text: string) => void,
): readonly [string, (text: string) => void, () => void] {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const tell = useEffectEvent((text: string) => {
    if (text !== value) onSettled(text);
  });
  // What comes from outside goes before what was typed: undo, another version.
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    const timer = setTimeout(() => tell(typed), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [
    typed,
    setTyped,
    () => {
      if (typed !== value) onSettled(typed);
    },
  ];
}
