import { expect, test } from 'vitest';
import { QueryQueue } from './query-queue.ts';

/** Tasks that end when told to. */
function tasks() {
  const started: string[] = [];
  const aborted: string[] = [];
  const ends = new Map<string, (value: string) => void>();
  const task = (name: string) => (signal: AbortSignal) => {
    started.push(name);
    signal.addEventListener('abort', () => aborted.push(name));
    return new Promise<string>((resolve) => ends.set(name, resolve));
  };
  return { started, aborted, task, end: (name: string) => ends.get(name)!(`answer of ${name}`) };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const never = () => new AbortController().signal;

test('no more than the limit run at once, in the order they came', async () => {
  const queue = new QueryQueue(2);
  const { started, task, end } = tasks();
  const all = ['a', 'b', 'c'].map((name) => queue.run(name, task(name), never()));
  await turn();
  expect(started).toEqual(['a', 'b']);
  expect(queue.progress()).toEqual({ open: 3, done: 0 });
  end('b');
  await turn();
  expect(started).toEqual(['a', 'b', 'c']);
  end('a');
  end('c');
  await expect(Promise.all(all)).resolves.toEqual(['answer of a', 'answer of b', 'answer of c']);
  await turn();
  expect(queue.progress()).toEqual({ open: 0, done: 1 });
});

test('the same key runs once, and goes on while anybody waits for it', async () => {
  const queue = new QueryQueue(2);
  const { started, aborted, task, end } = tasks();
  const first = new AbortController();
  const one = queue.run('a', task('a'), first.signal);
  const two = queue.run('a', task('a again'), never());
  await turn();
  first.abort();
  await expect(one).rejects.toMatchObject({ name: 'AbortError' });
  end('a');
  await expect(two).resolves.toBe('answer of a');
  expect({ started, aborted }).toEqual({ started: ['a'], aborted: [] });
});

test('what nobody waits for any more is aborted, or never begins', async () => {
  const queue = new QueryQueue(1);
  const { started, aborted, task } = tasks();
  const leaving = new AbortController();
  const running = queue.run('a', task('a'), leaving.signal);
  const waiting = queue.run('b', task('b'), leaving.signal);
  await turn();
  leaving.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect({ started, aborted }).toEqual({ started: ['a'], aborted: ['a'] });
  expect(queue.progress().open).toBe(0);
  // The key is free for a new task.
  void queue.run('a', task('a anew'), never());
  await turn();
});

test('a failure reaches everybody who waits, and the queue goes on', async () => {
  const queue = new QueryQueue(1);
  const failing = queue.run('a', () => Promise.reject(new Error('no')), never());
  const next = queue.run('b', () => Promise.resolve(1), never());
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe(1);
});
