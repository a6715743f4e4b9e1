import type { Problem, ReportingAgent, Target } from '@binnacle/api';
import { expect, test } from 'vitest';
import { configurationProblems } from './configuration-problems.ts';

const unverified: Problem = {
  severity: 'warning',
  code: 'tls_unverified',
  message: 'not verified',
  file: 'a',
  line: 9,
};
const unused: Problem = { severity: 'warning', code: 'unused', message: 'never used', file: 'a', line: 3 };
const unknown: Problem = { severity: 'error', code: 'unknown_option', message: 'unknown option', file: 'b', line: 2 };

const agent: ReportingAgent = {
  id: 'one',
  host: 'cp-1',
  cluster: 'demo',
  version: '0.1.0',
  startedAtMs: 0,
  sentAtMs: 0,
  queue: { sizeBytes: 0, limitBytes: 1, oldestAtMs: null, samplesDropped: 0 },
  inputs: [
    {
      id: 'i',
      kind: 'prom',
      source: 'etcd',
      file: 'a',
      state: 'running',
      targetCount: 1,
      problems: [unverified, unused, unknown],
    },
  ],
  problems: [],
  receivedAtMs: 0,
  online: true,
  targetCount: 1,
};
const target = (agentId: string): Target => ({
  id: 't',
  inputId: 'i',
  job: 'etcd',
  url: 'https://m1:2379/metrics',
  labels: {},
  discoveredLabels: {},
  health: 'up',
  intervalMs: 1,
  timeoutMs: 1,
  lastScrapeMs: null,
  lastDurationMs: null,
  samplesScraped: null,
  samplesKept: null,
  seriesAdded: null,
  bodyBytes: null,
  lastError: null,
  warnings: [unverified],
  agentId,
  host: 'cp-1',
  cluster: 'demo',
  agentOnline: true,
});

test('errors come first, and what a target carries is not said twice', () => {
  expect(configurationProblems([agent], [target('one')]).map((it) => it.problem)).toEqual([unknown, unused]);
});

test('the same problem of another agent stays', () => {
  const found = configurationProblems([agent], [target('two')]).map((it) => it.problem);
  expect(found).toEqual([unknown, unverified, unused]);
});
