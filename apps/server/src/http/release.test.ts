import { expect, test } from 'vitest';
import { releaseBytes } from './release.ts';

test('a buffer of its own is given back', () => {
  const bytes = new Uint8Array(64);
  releaseBytes(bytes);
  expect(bytes.length).toBe(0);
  releaseBytes(bytes);
});

test('part of a larger buffer stays, as Buffers of a pool are', () => {
  const whole = new Uint8Array([1, 2, 3, 4]);
  releaseBytes(whole.subarray(1, 3));
  releaseBytes(Buffer.from('short'));
  expect([...whole]).toEqual([1, 2, 3, 4]);
  expect(Buffer.from('next').toString()).toBe('next');
});
