import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

test('so many run, so many wait in order, and the rest are turned away', async () => {
  const gate = new Gate({ running: 1, waiting: 2 });
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const task = (name: string) => (): Promise<string> => {
    began.push(name);
    return new Promise((resolve) => ends.set(name, () => resolve(name)));
  };
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => gate.run(task(name)));
  expect(await d).toBeUndefined();
  expect([began, gate.figures()]).toEqual([['a'], { running: 1, waiting: 2 }]);
  ends.get('a')!();
  expect(await a).toBe('a');
  await expect.poll(() => began).toEqual(['a', 'b']);
  ends.get('b')!();
  await expect.poll(() => began).toEqual(['a', 'b', 'c']);
  ends.get('c')!();
  expect([await b, await c, gate.figures()]).toEqual(['b', 'c', { running: 0, waiting: 0 }]);
});

test('a task that fails gives its place back', async () => {
  const gate = new Gate({ running: 1, waiting: 0 });
  await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate.run(() => Promise.resolve(1))).toBe(1);
});
