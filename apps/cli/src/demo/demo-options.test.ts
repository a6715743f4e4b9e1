import { mkdtempSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareDemoFolder } from './demo-folder.ts';
import { readDemoOptions } from './demo-options.ts';

test('defaults', () => {
  expect(readDemoOptions([])).toEqual({
    kind: 'run',
    settings: {
      dataDir: './binnacle-demo',
      listen: '127.0.0.1:9630',
      control: { host: '127.0.0.1', port: 9631 },
      seed: 1,
      scale: 1,
      speed: 1,
      historyMs: 7_200_000,
      serverArgs: [],
    },
  });
});

test.each([
  { args: ['--history', '90m'], want: { historyMs: 5_400_000 } },
  { args: ['--history=1h30m'], want: { historyMs: 5_400_000 } },
  { args: ['--history', '0'], want: { historyMs: 0 } },
  { args: ['--scale', '50', '--seed=7', '--speed', '1.5'], want: { scale: 50, seed: 7, speed: 1.5 } },
  { args: ['--control', 'localhost:1'], want: { control: { host: '127.0.0.1', port: 1 } } },
  { args: ['--auth', 'off', '--web.enable-admin-api'], want: { serverArgs: ['--auth=off', '--web.enable-admin-api'] } },
])('$args', ({ args, want }) => {
  expect(readDemoOptions(args)).toMatchObject({ kind: 'run', settings: want });
});

test.each([
  [['--scale', '0'], '--scale: expected a whole number from 1 to 200, got "0"'],
  [['--scale', 'many'], '--scale: expected a whole number from 1 to 200, got "many"'],
  [['--history', '2d'], '--history: expected a duration up to 24h, such as 2h or 30m; 0 for none, got "2d"'],
  [['--control', '0.0.0.0:1'], '--control: expected a loopback address such as 127.0.0.1:9631, got "0.0.0.0:1"'],
  [['--seed'], '--seed needs a value'],
  [['fast'], 'unexpected "fast": every setting is a flag such as --scale 10'],
] as const)('%j is refused in words', (args, problem) => {
  expect(readDemoOptions(args)).toEqual({ kind: 'bad', problem });
});

test('a folder that a demo made is emptied, any other is left alone', () => {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-folder-'));
  try {
    const own = join(dir, 'own');
    expect(prepareDemoFolder(own)).toBeUndefined();
    writeFileSync(join(own, 'server', 'old'), '');
    expect(prepareDemoFolder(own)).toBeUndefined();
    expect(existsSync(join(own, 'server', 'old'))).toBe(false);
    const other = join(dir, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.txt'), '');
    expect(prepareDemoFolder(other)).toContain('holds files that no demo made');
    expect(existsSync(join(other, 'thesis.txt'))).toBe(true);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
