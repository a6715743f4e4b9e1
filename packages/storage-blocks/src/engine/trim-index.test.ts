import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE_MS, NOW_MS, addSample, labelSet, query, seriesOf } from '@binnacle/storage/conformance';
import { expect, test } from 'vitest';
import { openBlocksEngine } from './blocks-engine.ts';

const pod = (i: number): Record<string, string> => ({ __name__: 'up', pod: `pod-${i}` });

test('series that are gone leave the memory, and their samples stay', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'binnacle-trim-'));
  let now = NOW_MS;
  const engine = await openBlocksEngine({ dir, clock: () => now, maintenance: 'manual', flushOnClose: false });
  const write = async (first: number, last: number): Promise<void> => {
    const appender = engine.appender('default');
    for (let i = first; i < last; i++) addSample(appender, labelSet(pod(i)), now, i);
    expect(await appender.commit()).toMatchObject({ ok: true });
  };
  await write(0, 3000);
  await engine.flush('default');
  expect(engine.stats('default').activeSeries).toBe(3000);

  now += 90 * MINUTE_MS;
  const slow = engine.appender('default');
  const found = seriesOf(slow, labelSet(pod(7)));
  slow.float(found, now, 77, 0);
  const slower = engine.appender('default');
  const justFound = seriesOf(slower, labelSet(pod(8)));
  await write(2900, 3100);
  await engine.flush('default');
  // The 200 that were written to, and the two that appenders hold.
  expect(engine.stats('default').activeSeries).toBe(202);
  slower.float(justFound, now, 88, 0);
  expect(await slower.commit()).toMatchObject({ ok: true, samples: 1 });
  expect(await slow.commit()).toMatchObject({ ok: true, samples: 1 });
  await write(0, 2);

  const check = (current: typeof engine): void => {
    const all = query(current, [{ name: '__name__', op: '=', value: 'up' }]);
    expect(Object.keys(all)).toHaveLength(3100);
    expect(all[JSON.stringify(pod(7))]).toEqual([
      { t: NOW_MS, value: 7 },
      { t: now, value: 77 },
    ]);
    expect(all[JSON.stringify(pod(8))]?.map(({ value }) => value)).toEqual([8, 88]);
    expect(all[JSON.stringify(pod(1))]?.map(({ value }) => value)).toEqual([1, 1]);
    expect(all[JSON.stringify(pod(3050))]?.map(({ value }) => value)).toEqual([3050]);
  };
  check(engine);
  await engine.close();
  const again = await openBlocksEngine({ dir, clock: () => now, maintenance: 'manual', flushOnClose: false });
  check(again);
  await again.close();
  await rm(dir, { recursive: true });
});
