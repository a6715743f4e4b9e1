import { setImmediate } from 'node:timers/promises';
import {
  decodeRemoteWrite1,
  decodeRemoteWrite2,
  decompressSnappy,
  negotiateRemoteWrite,
  writtenHeaders,
  type DecodeOutcome,
  type Decoding,
} from '@binnacle/wire';
import { readBody } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import { releaseBytes } from '../http/release.ts';
import { reasons } from './commit.ts';
import type { IngestCounter, IngestOutcome, IngestParts } from './ingest.ts';

/** So many series and samples are decoded before the event loop gets a turn: a few milliseconds. */
const STEPS_PER_TURN = 10_000;

/**
 * `POST /api/v1/write`: remote write 1.0 or 2.0, as the content type says. What is valid is stored even where a part of the
 * request is not; the answer is then 400, so that nobody sends it again, and names what was refused.
 *
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/#required-written-response-headers
 */
export async function remoteWrite(
  { request }: Exchange,
  workspace: string,
  { engine, config }: IngestParts,
  counter: IngestCounter,
): Promise<IngestOutcome> {
  const negotiated = negotiateRemoteWrite(request.headers['content-type'], request.headers['content-encoding']);
  if (!negotiated.ok) return { kind: 'refused', status: 415, message: negotiated.message };
  const { maxBodyBytes } = config.ingest;
  const body = await readBody(request, maxBodyBytes);
  if (!body.ok) return { kind: 'refused', status: body.status, message: body.message };
  const unpacked = decompressSnappy(body.bytes, maxBodyBytes);
  if (body.own) releaseBytes(body.bytes);
  if (!unpacked.ok) {
    return { kind: 'refused', status: unpacked.code === 'too_large' ? 413 : 400, message: unpacked.message };
  }
  const appender = engine.appender(workspace);
  const begin = negotiated.version === 2 ? decodeRemoteWrite2 : decodeRemoteWrite1;
  const decoded = await inTurns(begin(unpacked.bytes, appender));
  // The appender has copied what it keeps.
  releaseBytes(unpacked.bytes);
  if (!decoded.ok) {
    appender.rollback();
    return { kind: 'refused', status: 400, message: `${decoded.message} (byte ${decoded.offset})` };
  }
  counter.noteInvalid(decoded.invalidSamples);
  const committed = await appender.commit();
  counter.noteCommit(committed);
  if (!committed.ok) return { kind: 'later', message: committed.message, retryAfterMs: committed.retryAfterMs };
  const headers = writtenHeaders(committed);
  const refused = [...decoded.invalid, ...committed.rejections];
  return refused.length === 0 ? { kind: 'stored', headers } : { kind: 'partial', message: reasons(refused), headers };
}

async function inTurns(decoding: Decoding): Promise<DecodeOutcome> {
  for (;;) {
    const outcome = decoding.step(STEPS_PER_TURN);
    if (outcome !== undefined) return outcome;
    await setImmediate();
  }
}
