import { expect, test } from 'vitest';
import { ChunkPool, SharedWords } from './shared-words.ts';

test('chunks of a table that is gone serve the next one, as zeros, little for little and much for much', () => {
  const pool = new ChunkPool();
  const [large, small] = [new SharedWords([], pool), new SharedWords([], pool, 'little')];
  small.set(small.allocate(10), 7);
  const far = large.allocate(1 << 20);
  large.set(far, 1);
  large.set(far + (1 << 20) - 1, 2);
  large.set(large.allocate(1000), 3);
  const used = [...large.usedChunks, ...small.usedChunks];
  pool.give(used, Infinity);
  expect(pool.sizeBytes).toBe(used.reduce((sum, { usedBytes }) => sum + usedBytes, 0));
  const next = new SharedWords([], pool, 'little');
  next.allocate(10);
  expect(next.buffers[0]).toBe(small.buffers[0]);
  const other = new SharedWords([], pool);
  other.reserve((1 << 20) + 5000);
  expect(other.buffers.every((buffer) => large.buffers.includes(buffer))).toBe(true);
  for (const words of [next, other]) expect(words.u32.every((chunk) => chunk.every((word) => word === 0))).toBe(true);
  expect(new SharedWords([], pool).buffers).toEqual([]);
});

test('a pool keeps as many bytes as it is told, those of small tables first', () => {
  const pool = new ChunkPool();
  const chunk = (usedBytes: number) => ({ buffer: new SharedArrayBuffer(4 << 20), usedBytes });
  pool.give([chunk(3000), chunk(100)], 3500);
  expect(pool.sizeBytes).toBe(3100);
  pool.give([chunk(200), chunk(3000)], 3500);
  expect(pool.sizeBytes).toBe(3300);
});
