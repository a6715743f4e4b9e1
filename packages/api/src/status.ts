import { z } from 'zod';
import { route } from './route.ts';
import { unixMs } from './session.ts';

export const partHealth = z
  .object({
    part: z.enum(['storage', 'metadata', 'queries', 'ingest', 'agents']),
    state: z.enum(['ok', 'degraded', 'failed']),
    message: z.string().describe('What is wrong and what to do; empty when nothing is'),
  })
  .meta({ id: 'PartHealth' });
export type PartHealth = z.infer<typeof partHealth>;

export const status = z
  .object({
    version: z.string(),
    nodeVersion: z.string(),
    auth: z.enum(['on', 'off']),
    startedAtMs: unixMs,
    nowMs: unixMs,
    simulatedClusters: z.array(z.string()).describe('Clusters that do not exist, such as those of the demo'),
    retention: z.string().describe('As configured, such as `30d`'),
    health: z.array(partHealth),
    storage: z.object({
      activeSeries: z.number(),
      samplesAppended: z.number().describe('Since the start of the server'),
      minTimeMs: z.number().nullable(),
      maxTimeMs: z.number().nullable(),
      sizeBytes: z.number(),
    }),
    queries: z.object({ running: z.number(), waiting: z.number(), workers: z.number(), total: z.number() }),
    ingest: z.object({
      samples: z.number(),
      requests: z.number(),
      rejectedSamples: z.number(),
      lastAtMs: unixMs.nullable(),
    }),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof status>;

export const getStatus = route({
  id: 'getStatus',
  method: 'GET',
  path: '/api/status',
  summary: 'Version, figures and health of the server',
  access: 'session',
  status: 200,
  response: status,
  errors: [],
});

export const getOpenApi = route({
  id: 'getOpenApi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This API as OpenAPI 3.1',
  access: 'public',
  status: 200,
  response: z.record(z.string(), z.unknown()),
  errors: [],
});
