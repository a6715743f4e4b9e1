import { readBody } from '../http/body.ts';
import { readerSource } from '../query/reader-source.ts';
import type { ServerParts } from '../parts.ts';
import type { PrometheusRoute } from './route-table.ts';

/** A request is a few selectors; Prometheus's own limit is 32 MB. */
const BODY_LIMIT_BYTES = 1 << 20;

/** `POST /api/v1/read`: remote read, done on a query thread. */
export const readRoute = ({ config, pool, engine }: ServerParts): PrometheusRoute => ({
  methods: ['POST'],
  path: 'read',
  access: 'query',
  async handle({ request, workspace, caller }) {
    const body = await readBody(request, BODY_LIMIT_BYTES);
    if (!body.ok) return { kind: 'error', errorType: 'bad_data', error: body.message };
    const reply = await pool.run({
      job: { kind: 'read', message: body.bytes },
      reader: readerSource(engine, workspace),
      timeoutMs: config.query.timeoutMs,
      caller,
      encoding: 'identity',
    });
    // Samples come as one snappy block; frames of chunks are not compressed again.
    const packed = reply.contentType === 'application/x-protobuf';
    return { kind: 'written', reply, headers: { 'content-encoding': packed ? 'snappy' : 'identity' } };
  },
});
