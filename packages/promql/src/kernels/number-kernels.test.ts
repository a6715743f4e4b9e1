import { expect, test } from 'vitest';
import { KernelMemory, kernelMemory } from './number-kernels.ts';

test('room is apart, is known by its place, and comes back when a query begins', () => {
  const memory = new KernelMemory();
  const [one, other] = [memory.takeArray(10)!, memory.takeArray(10)!];
  one.fill(1);
  other.fill(2);
  expect([...one]).toEqual(Array.from({ length: 10 }, () => 1));
  expect(memory.numbers[memory.placeOf(other)! / 8]).toBe(2);
  expect(memory.placeOf(new Float64Array(1))).toBeUndefined();
  memory.clear();
  expect(memory.placeOf(memory.takeArray(10)!)).toBe(memory.placeOf(one));
});

test('what does not fit is told', () => {
  const memory = new KernelMemory();
  expect(memory.take(memory.numbers.length)).toBeUndefined();
  expect(memory.takeArray(memory.numbers.length - 100)).toBeDefined();
  expect(memory.take(100)).toBeUndefined();
});

test('a thread has one', () => {
  expect(kernelMemory()).toBe(kernelMemory());
});
