import { expect, test } from 'vitest';
import { main } from './main.ts';

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await main(args, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: {},
    cwd: '/',
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

test.each([[[]], [['--help']], [['help']]])('%j shows every command', async (args) => {
  const { code, out } = await run(...args);
  expect(code).toBe(0);
  for (const name of [
    'up',
    'server',
    'agent',
    'agent monitor',
    'debug prom-conf FILE',
    'check FILE…',
    'storage inspect DIR',
    'storage repair DIR',
  ])
    expect(out).toContain(`  ${name} `);
});

test.each(['up', 'server', 'agent', 'agent monitor', 'debug prom-conf', 'check', 'storage inspect', 'storage repair'])(
  'binnacle %s --help explains itself',
  async (name) => {
    const { code, out } = await run(...name.split(' '), '--help');
    expect(code).toBe(0);
    expect(out).toContain(`binnacle ${name}`);
  },
);

test('an unknown command is named, with those that there are', async () => {
  expect(await run('serve')).toMatchObject({ code: 2, err: expect.stringMatching(/"serve".*server/) });
});

test('half a command is told what is missing', async () => {
  expect(await run('debug')).toMatchObject({ code: 2, err: expect.stringContaining('binnacle debug prom-conf FILE') });
});

test('version', async () => {
  expect((await run('version')).out).toMatch(/^binnacle \d+\.\d+\.\d+\n$/);
});

test('check of a file that is not there', async () => {
  expect(await run('check', 'nope.yaml')).toMatchObject({ code: 1, err: 'nope.yaml: no such file\n' });
});
