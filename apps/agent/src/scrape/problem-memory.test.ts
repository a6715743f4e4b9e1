import { expect, test } from 'vitest';
import { problemAt } from '../config/problem.ts';
import { silentLog, type Log } from '../log.ts';
import { ProblemMemory } from './problem-memory.ts';

const refused = problemAt({}, 'error', 'connection_refused', 'connection refused');
const expired = problemAt({}, 'error', 'tls_expired', 'expired');

function memory(): { memory: ProblemMemory; log: string[] } {
  const log: string[] = [];
  const say = (message: string): void => void log.push(message);
  const logger: Log = { ...silentLog, info: say, error: say };
  return { memory: new ProblemMemory(logger, 'target a'), log };
}

test('a problem that stays is said once, then again after a quarter of an hour with its count', () => {
  const { memory: problems, log } = memory();
  for (let minute = 0; minute <= 31; minute++) problems.failed(refused, minute * 60_000);
  expect(log).toEqual([
    'target a: connection refused',
    'target a: connection refused (16 times in 15m)',
    'target a: connection refused (31 times in 30m)',
  ]);
  expect(problems.current).toMatchObject({ code: 'connection_refused', sinceMs: 0, count: 32 });
});

test('another problem is said at once, and so is the end of it', () => {
  const { memory: problems, log } = memory();
  problems.failed(refused, 0);
  problems.failed(expired, 1_000);
  problems.failed(expired, 2_000);
  problems.worked(61_000);
  problems.worked(62_000);
  expect(log).toEqual([
    'target a: connection refused',
    'target a: expired',
    'target a: works again after 1m (2 failures)',
  ]);
  expect(problems.current).toBeUndefined();
});

test('ignore_req_err: remembered, but not said', () => {
  const { memory: problems, log } = memory();
  problems.failed(refused, 0, true);
  expect(problems.current?.code).toBe('connection_refused');
  problems.worked(1, true);
  expect(log).toEqual([]);
});
