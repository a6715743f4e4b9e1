import { z } from 'zod';
import { route } from './route.ts';
import { unixMs } from './session.ts';

/** Something an operator should know: what is wrong, where, and what to do about it. */
export const problem = z
  .object({
    severity: z.enum(['error', 'warning']),
    /** A word for programs, such as `connection_refused`, `tls_unknown_ca`, `not_metrics`, `unknown_option`. */
    code: z.string().max(100),
    message: z.string().max(4000),
    advice: z.string().max(4000).optional(),
    file: z.string().max(4096).optional(),
    line: z.number().int().min(1).optional(),
    key: z.string().max(1000).optional(),
    /** When it began and how often it has been seen since. */
    sinceMs: unixMs.optional(),
    count: z.number().int().min(1).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

const labelRecord = z.record(z.string().max(1024), z.string().max(65_536));

export const targetReport = z
  .object({
    /** Stable within the agent: one target of one input. */
    id: z.string().max(2000),
    /** The input it belongs to: `AgentInput.id`. */
    inputId: z.string().max(2000),
    /** Prometheus's word for the group of targets: the input's `source`. */
    job: z.string().max(1024),
    /** Where it is scraped; `file:` and `unix:` for what is no HTTP address. Never with a password. */
    url: z.string().max(4096),
    labels: labelRecord.describe('After relabeling'),
    discoveredLabels: labelRecord.default({}).describe('Before relabeling'),
    health: z.enum(['up', 'down', 'unknown']).describe('`unknown`: not scraped yet'),
    intervalMs: z.number().min(0),
    timeoutMs: z.number().min(0),
    lastScrapeMs: unixMs.nullable(),
    lastDurationMs: z.number().min(0).nullable(),
    samplesScraped: z.number().int().min(0).nullable().describe('In the last scrape'),
    samplesKept: z.number().int().min(0).nullable().describe('After filters and relabeling'),
    seriesAdded: z.number().int().min(0).nullable(),
    bodyBytes: z.number().int().min(0).nullable(),
    lastError: problem.nullable().describe('Why the last scrape failed; null while it works'),
    warnings: z.array(problem).max(50).default([]),
  })
  .meta({ id: 'TargetReport' });
export type TargetReport = z.infer<typeof targetReport>;

export const agentInput = z
  .object({
    id: z.string().max(2000),
    kind: z.string().max(100).describe('`prom` for `inputs.prom`'),
    source: z.string().max(1024),
    file: z.string().max(4096).nullable(),
    state: z.enum(['running', 'failed', 'waiting']).describe('`failed`: its configuration is wrong and nothing runs'),
    targetCount: z.number().int().min(0),
    droppedCount: z.number().int().min(0).optional().describe('Found, and dropped by relabeling'),
    problems: z.array(problem).max(100).default([]),
  })
  .meta({ id: 'AgentInput' });
export type AgentInput = z.infer<typeof agentInput>;

export const agentStatus = z
  .object({
    /** Stable over restarts of the agent (kept in its data folder). */
    id: z.string().min(1).max(200),
    host: z.string().max(1024),
    cluster: z.string().max(1024),
    version: z.string().max(100),
    startedAtMs: unixMs,
    sentAtMs: unixMs.describe("The agent's clock"),
    queue: z.object({
      sizeBytes: z.number().min(0),
      limitBytes: z.number().min(0),
      oldestAtMs: unixMs.nullable().describe('When the oldest waiting samples were scraped; null when nothing waits'),
      samplesDropped: z
        .number()
        .int()
        .min(0)
        .describe('Since the start: the queue was full, or the server refused them'),
    }),
    inputs: z.array(agentInput).max(10_000),
    targets: z.array(targetReport).max(100_000),
    /** Problems that belong to no input: a bad `agent.yaml`, a refused token. */
    problems: z.array(problem).max(1000).default([]),
  })
  .meta({ id: 'AgentStatus' });
export type AgentStatus = z.infer<typeof agentStatus>;
export type AgentStatusInput = z.input<typeof agentStatus>;

export const postAgentStatus = route({
  id: 'postAgentStatus',
  method: 'POST',
  path: '/api/agents/status',
  summary:
    'An agent says how its inputs and targets are: every 10 s, and soon after a change. The whole state each time',
  access: 'agent',
  body: agentStatus,
  status: 200,
  response: z.object({ reportEveryMs: z.number() }),
  errors: ['payload_too_large'],
});

export const reportingAgent = agentStatus
  .omit({ targets: true })
  .extend({
    receivedAtMs: unixMs.describe("The server's clock"),
    online: z.boolean().describe('False when no report came for a minute'),
    targetCount: z.number().int(),
  })
  .meta({ id: 'ReportingAgent' });
export type ReportingAgent = z.infer<typeof reportingAgent>;

export const target = targetReport
  .extend({ agentId: z.string(), host: z.string(), cluster: z.string(), agentOnline: z.boolean() })
  .meta({ id: 'Target' });
export type Target = z.infer<typeof target>;

export const listTargets = route({
  id: 'listTargets',
  method: 'GET',
  path: '/api/targets',
  summary: 'All agents that reported in the last day, and all their targets',
  access: 'session',
  scope: 'objects:read',
  status: 200,
  response: z.object({ agents: z.array(reportingAgent), targets: z.array(target) }),
  errors: [],
});
