import { agentStatus, type AgentStatusInput, type Problem } from '@binnacle/api';
import { expect, test } from 'vitest';
import { fitReport } from './fit-report.ts';

const long = 'x'.repeat(100_000);
const problem: Problem = { severity: 'error', code: 'c', message: long, advice: long, file: long, key: long };
const report: AgentStatusInput = {
  id: 'id',
  host: long,
  cluster: long,
  version: '1',
  startedAtMs: 1,
  sentAtMs: 2,
  queue: { sizeBytes: 0, limitBytes: 1, oldestAtMs: null, samplesDropped: 0 },
  inputs: [
    {
      id: long,
      kind: 'prom',
      source: long,
      file: long,
      state: 'running',
      targetCount: 1,
      problems: Array.from({ length: 200 }, () => problem),
    },
  ],
  targets: [
    {
      id: long,
      inputId: long,
      job: long,
      url: long,
      labels: { [long]: long },
      health: 'down',
      intervalMs: 1,
      timeoutMs: 1,
      lastScrapeMs: 1,
      lastDurationMs: 1,
      samplesScraped: 1,
      samplesKept: 1,
      seriesAdded: 1,
      bodyBytes: 1,
      lastError: problem,
      warnings: Array.from({ length: 200 }, () => problem),
    },
  ],
  problems: Array.from({ length: 2_000 }, () => problem),
};

test('whatever targets and files bring, the server takes the report', () => {
  expect(agentStatus.safeParse(report).success).toBe(false);
  expect(agentStatus.safeParse(fitReport(report)).error).toBeUndefined();
});
