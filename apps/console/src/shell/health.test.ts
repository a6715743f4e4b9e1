import type { PartHealth, Status } from '@binnacle/api';
import { expect, test } from 'vitest';
import { healthOf } from './health.ts';

const statusWith = (...states: PartHealth['state'][]): Status => ({
  version: '0.1.0',
  nodeVersion: 'v26.10.0',
  auth: 'on',
  startedAtMs: 0,
  nowMs: 0,
  simulatedClusters: [],
  retention: '30d',
  health: states.map((state) => ({ part: 'storage', state, message: '' })),
  storage: { activeSeries: 0, samplesAppended: 0, minTimeMs: null, maxTimeMs: null, sizeBytes: 0 },
  queries: { running: 0, waiting: 0, workers: 1, total: 0 },
  ingest: { samples: 0, requests: 0, rejectedSamples: 0, lastAtMs: null },
});

test.each([
  { name: 'all parts well', status: statusWith('ok', 'ok'), failed: false, want: 'ok' },
  { name: 'one part degraded', status: statusWith('ok', 'degraded'), failed: false, want: 'degraded' },
  { name: 'the worst counts', status: statusWith('degraded', 'failed', 'ok'), failed: false, want: 'failed' },
  { name: 'no answer yet', status: undefined, failed: false, want: 'unknown' },
  {
    name: 'no answer any more, whatever the last one was',
    status: statusWith('ok'),
    failed: true,
    want: 'unreachable',
  },
])('healthOf: $name', ({ status, failed, want }) => {
  expect(healthOf(status, failed).word).toBe(want);
});
