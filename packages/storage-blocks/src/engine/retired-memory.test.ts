import { expect, test } from 'vitest';
import { RetiredMemory } from './retired-memory.ts';

const chunk = (usedBytes: number) => ({ buffer: new SharedArrayBuffer(1 << 22), usedBytes });

test('memory serves again when the last reader of before is gone', () => {
  const memory = new RetiredMemory(() => 5000);
  memory.open(1);
  memory.open(2);
  memory.retire([chunk(1000), chunk(2000)]);
  // Who comes later sees nothing of it.
  memory.open(3);
  memory.release(1);
  expect(memory.pool.sizeBytes).toBe(0);
  memory.release(2);
  expect(memory.pool.sizeBytes).toBe(3000);
  memory.release(3);
  memory.retire([chunk(1500), chunk(4000)]);
  expect(memory.pool.sizeBytes).toBe(4500);
});
