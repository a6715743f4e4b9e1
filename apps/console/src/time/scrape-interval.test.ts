import { expect, test } from 'vitest';
import { scrapeIntervalMs } from './scrape-interval.ts';

test.each([
  { samples: 300, want: 1000 },
  { samples: 60, want: 5000 },
  { samples: 30, want: 10_000 },
  { samples: 28, want: 10_000 },
  { samples: 20, want: 15_000 },
  { samples: 10, want: 30_000 },
  { samples: 5, want: 60_000 },
  { samples: 3, want: 120_000 },
  { samples: 1, want: 300_000 },
  { samples: 0, want: 60_000 },
  { samples: Number.NaN, want: 60_000 },
])('$samples samples in five minutes: $want ms', ({ samples, want }) => {
  expect(scrapeIntervalMs(samples)).toBe(want);
});
