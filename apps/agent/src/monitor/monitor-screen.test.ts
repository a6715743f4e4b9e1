import { expect, test } from 'vitest';
import type { StatusDocument } from '../status/status-document.ts';
import { statusPage } from '../status/status-page.ts';
import { monitorScreen } from './monitor-screen.ts';

const hostile = '<script>alert("x")</script>\u001b[31m';
const problem = {
  severity: 'error' as const,
  code: 'connection_refused',
  message: 'connection refused by 10.0.0.9:2379',
  advice: 'Check it',
  file: '/etc/binnacle/conf.d/etcd/etcd.conf',
  line: 3,
  key: 'inputs.prom[0]',
  count: 4,
};

const status: StatusDocument = {
  id: 'id',
  host: 'node-1',
  cluster: 'prod',
  version: '0.1.0',
  startedAtMs: 1_000,
  sentAtMs: 3_661_000,
  queue: { sizeBytes: 3 << 20, limitBytes: 2 << 30, oldestAtMs: 3_651_000, samplesDropped: 7 },
  inputs: [
    {
      id: 'i',
      kind: 'prom',
      source: 'etcd',
      file: '/etc/binnacle/conf.d/etcd/etcd.conf',
      state: 'running',
      targetCount: 2,
      problems: [],
    },
  ],
  targets: [
    {
      id: 'a',
      inputId: 'i',
      job: 'etcd',
      url: 'https://10.0.0.8:2379/metrics',
      labels: {},
      health: 'up',
      intervalMs: 60_000,
      timeoutMs: 30_000,
      lastScrapeMs: 3_631_000,
      lastDurationMs: 12.34,
      samplesScraped: 2070,
      samplesKept: 8,
      seriesAdded: 0,
      bodyBytes: 1,
      lastError: null,
      warnings: [],
    },
    {
      id: 'b',
      inputId: 'i',
      job: hostile,
      url: 'https://10.0.0.9:2379/metrics',
      labels: {},
      health: 'down',
      intervalMs: 60_000,
      timeoutMs: 30_000,
      lastScrapeMs: null,
      lastDurationMs: null,
      samplesScraped: null,
      samplesKept: null,
      seriesAdded: null,
      bodyBytes: null,
      lastError: problem,
      warnings: [],
    },
  ],
  problems: [],
  servers: [
    {
      url: 'http://binnacle:9630',
      protocol: 'remote write 2.0',
      requests: 1,
      retries: 0,
      samplesSent: 12,
      samplesRefused: 0,
      samplesWaiting: 5,
      lastSuccessMs: 3_660_000,
      problems: [],
    },
  ],
  election: { enabled: false, namespace: '', state: 'off' },
  kubernetes: null,
  memoryBytes: 80 << 20,
  cpuSeconds: 1.25,
};

test('a wide terminal shows everything', () => {
  const screen = monitorScreen(status, { columns: 140, rows: undefined, color: false });
  expect(screen).toContain('cluster prod   up 61m   election off   memory 80 MB   cpu 1.3s');
  expect(screen).toMatch(/^JOB +STATE +LAST +TOOK +SAMPLES +KEPT +ADDRESS$/m);
  expect(screen).toMatch(/^etcd +up +30s ago +12\.3ms +2070 +8 +https:\/\/10\.0\.0\.8:2379\/metrics$/m);
  expect(screen).toContain('(4 times)');
});

test.each([140, 80, 60, 40, 20])('no line is longer than %i columns', (columns) => {
  const screen = monitorScreen(status, { columns, rows: undefined, color: false });
  expect(Math.max(...screen.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
});

test('a low terminal is told what is cut off', () => {
  const screen = monitorScreen(status, { columns: 80, rows: 10, color: false });
  expect(screen.trimEnd().split('\n')).toHaveLength(9);
  expect(screen).toMatch(/… \d+ more lines: make the window higher, or use --once/);
});

test('colours only where they are wanted, and never from outside', () => {
  const plain = monitorScreen(status, { columns: 100, rows: undefined, color: false });
  expect(plain).not.toContain('\u001b');
  const colored = monitorScreen(status, { columns: 100, rows: undefined, color: true });
  expect(colored).toContain('\u001b[32mup\u001b[0m');
  expect(colored).toContain('\u001b[31mdown\u001b[0m');
  expect(colored).not.toContain('</script>\u001b[31m');
});

test('the page escapes what comes from outside', () => {
  const page = statusPage(status);
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
});
