import { expect, test } from 'vitest';
import { FLAGS } from './flags.ts';
import { parseListen } from './listen.ts';
import { parseRetention } from './retention.ts';
import { checkServerConfig, helpText, loadConfig } from './load.ts';
import { formatDuration, parseDurationMs, parseSizeBytes } from './units.ts';

const load = (args: string[], env: Record<string, string> = {}, file?: string) =>
  loadConfig({ args, env, readFile: (path) => (path === './binnacle.yaml' ? file : undefined) });

function problemsOf(args: string[], env: Record<string, string> = {}, file?: string): readonly string[] {
  const loaded = load(args, env, file);
  return loaded.kind === 'bad' ? loaded.problems : [];
}

test('every default is valid, and is in the help', () => {
  expect(load([])).toMatchObject({ kind: 'ok', config: { listen: { host: '0.0.0.0', port: 9630 }, auth: 'on' } });
  for (const it of FLAGS) expect(helpText()).toContain(`--${it.name}`);
});

test('a flag wins over the environment, that over the file, that over the default', () => {
  const file = 'query:\n  timeout: 10s\n  max-samples: 7\nstorage: { retention: 7d }\n';
  const env = { BINNACLE_QUERY_TIMEOUT: '20s', BINNACLE_STORAGE_RETENTION: '8d' };
  const loaded = load(['--query.timeout=30s'], env, file);
  expect(loaded).toMatchObject({
    config: {
      query: { timeoutMs: 30_000, maxSamples: 7, maxConcurrency: 20 },
      storage: { retention: { timeMs: 8 * 86_400_000 } },
    },
  });
});

test.each([
  {
    name: 'unknown flag',
    args: ['--query.timout', '3s'],
    want: 'unknown flag --query.timout; did you mean "query.timeout"?',
  },
  {
    name: 'bad duration',
    args: ['--query.timeout', 'soon'],
    want: '--query.timeout: expected a duration such as 30s, 5m or 1h30m, got "soon"',
  },
  { name: 'no value', args: ['--data-dir'], want: '--data-dir needs a value' },
  { name: 'stray word', args: ['start'], want: 'unexpected argument "start"' },
  {
    name: 'no authentication in public',
    args: ['--auth', 'off'],
    want: '--auth: off is accepted only when listening on loopback, not on 0.0.0.0:9630',
  },
  {
    name: 'a certificate alone',
    args: ['--tls.cert', 'x.pem'],
    want: '--tls.key: --tls.cert and --tls.key belong together',
  },
  {
    name: 'a hostile pattern',
    args: ['--web.cors-origin', '('],
    want: '--web.cors-origin: expected a regular expression (RE2), got "("',
  },
  { name: 'a file that is not there', args: ['--config', '/nope.yaml'], want: '--config: cannot read /nope.yaml' },
])('says what is wrong: $name', ({ args, want }) => {
  expect(problemsOf(args)).toEqual([want]);
});

test('problems of the file name file, line and key', () => {
  const file = 'listen: 127.0.0.1:1\nquery:\n  timeout: never\n  max-sample: 3\nstorage:\n  - 1\nlog:\n  level:\n';
  expect(problemsOf([], {}, file)).toEqual([
    './binnacle.yaml:3: query.timeout: expected a duration such as 30s, 5m or 1h30m, got "never"',
    './binnacle.yaml:4: query.max-sample: unknown setting; did you mean "query.max-samples"?',
    './binnacle.yaml:6: storage: expected a map of settings',
    './binnacle.yaml:8: log.level: expected a single value',
  ]);
  expect(checkServerConfig('auth: off\n', 'b.yaml')).toEqual([
    {
      file: 'b.yaml',
      line: 1,
      key: 'auth',
      message: 'off is accepted only when listening on loopback, not on 0.0.0.0:9630',
    },
  ]);
  expect(checkServerConfig('a: [1\n', 'b.yaml')[0]).toMatchObject({ file: 'b.yaml', key: '' });
  expect(checkServerConfig('', 'b.yaml')).toEqual([]);
});

test.each([
  { text: '127.0.0.1:9630', want: { host: '127.0.0.1', port: 9630 } },
  { text: '[::1]:9630', want: { host: '::1', port: 9630 } },
  { text: ':9630', want: { host: '::', port: 9630 } },
  { text: 'localhost:0', want: { host: 'localhost', port: 0 } },
  { text: '::1:9630', want: undefined },
  { text: '127.0.0.1:99999', want: undefined },
])('listens on $text', ({ text, want }) => {
  expect(parseListen(text)).toEqual(want);
});

test.each([
  { text: '30d', want: { timeMs: 30 * 86_400_000, sizeBytes: undefined } },
  { text: '50GB', want: { timeMs: undefined, sizeBytes: 50 * 2 ** 30 } },
  { text: '30d, 50GB', want: { timeMs: 30 * 86_400_000, sizeBytes: 50 * 2 ** 30 } },
  { text: '200y', want: { timeMs: 200 * 365 * 86_400_000, sizeBytes: undefined } },
  { text: '201y', want: undefined },
  { text: '0', want: undefined },
  { text: '1d,2d', want: undefined },
])('retention $text', ({ text, want }) => {
  const got = parseRetention(text);
  expect(got && { timeMs: got.timeMs, sizeBytes: got.sizeBytes }).toEqual(want);
});

test.each([
  { text: '1h30m', ms: 5_400_000 },
  { text: '15s', ms: 15_000 },
  { text: '0', ms: 0 },
  { text: '30m1h', ms: undefined },
  { text: '1.5h', ms: undefined },
  { text: '', ms: undefined },
  { text: '300y', ms: undefined },
])('duration $text', ({ text, ms }) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test('durations are written as Prometheus does', () => {
  expect([0, 15_000, 90_000, 86_400_000, 7 * 86_400_000, 1001].map(formatDuration)).toEqual([
    '0s',
    '15s',
    '1m30s',
    '1d',
    '1w',
    '1s1ms',
  ]);
});

test('sizes are powers of 1024', () => {
  expect([parseSizeBytes('512MB'), parseSizeBytes('32MiB'), parseSizeBytes('5'), parseSizeBytes('1.5KB')]).toEqual([
    512 * 2 ** 20,
    32 * 2 ** 20,
    undefined,
    1536,
  ]);
});
