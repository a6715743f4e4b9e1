import { expect, test } from 'vitest';
import { recentRanges, rememberRange } from './recent-ranges.ts';
import { timeRangeText } from './time-range.ts';

function memory(initial?: string) {
  let kept = initial ?? null;
  return {
    getItem: () => kept,
    setItem: (_: string, value: string) => {
      kept = value;
    },
  };
}

test('newest first, each once, no more than twenty', () => {
  const storage = memory();
  for (let i = 1; i <= 25; i++) rememberRange(storage, { kind: 'relative', backMs: i * 1000, untilMs: 0 });
  rememberRange(storage, { kind: 'relative', backMs: 20_000, untilMs: 0 });
  const texts = recentRanges(storage).map(timeRangeText);
  expect(texts).toHaveLength(20);
  expect(texts.slice(0, 3)).toEqual(['20s', '25s', '24s']);
});

test.each(['not json', '{}', '["nonsense"]', 'null'])('what is stored may be anything: %s', (stored) => {
  expect(recentRanges(memory(stored))).toEqual([]);
});
