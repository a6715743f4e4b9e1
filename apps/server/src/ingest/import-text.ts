import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import {
  createParser,
  formatOfContentType,
  type ExpositionSink,
  type MetadataView,
  type SampleView,
} from '@binnacle/exposition';
import type { MetricMetadata, MetricType } from '@binnacle/model';
import { KEY_TEXT, type Appender } from '@binnacle/storage';
import type { Exchange } from '../http/exchange.ts';
import { commitBatch } from './commit.ts';
import type { IngestCounter, IngestOutcome, IngestParts } from './ingest.ts';

/** A body with more samples is stored in batches of about this many: each a few milliseconds of work. */
const BATCH_SAMPLES = 20_000;

/** Drives an appender with what a parser reads; samples without a timestamp get the time of the request. */
class ImportSink implements ExpositionSink {
  #appender: Appender;
  readonly #nowMs: number;
  readonly #metadata = new Map<string, { type: MetricType; help: string; unit: string }>();
  pending = 0;

  constructor(appender: Appender, nowMs: number) {
    this.#appender = appender;
    this.#nowMs = nowMs;
  }

  sample(view: SampleView): void {
    const appender = this.#appender;
    const series =
      appender.find(KEY_TEXT, view.bytes, view.start, view.end) ||
      appender.create(view.labels(), KEY_TEXT, view.bytes, view.start, view.end);
    this.pending++;
    if (series === 0) return;
    const timestampMs = view.hasTimestamp ? view.timestampMs : this.#nowMs;
    if (view.histogram === undefined) appender.float(series, timestampMs, view.value, view.startTimestampMs);
    else appender.histogram(series, timestampMs, view.histogram, view.startTimestampMs);
    for (let i = 0; i < view.exemplarCount; i++) {
      const exemplar = view.exemplar(i);
      appender.exemplar(series, exemplar.timestampMs === undefined ? { ...exemplar, timestampMs } : exemplar);
    }
  }

  metadata(view: MetadataView): void {
    const name = view.name();
    const entry = this.#metadata.get(name) ?? { type: 'unknown', help: '', unit: '' };
    if (view.kind === 'type') entry.type = view.type;
    else entry[view.kind] = view.text();
    this.#metadata.set(name, entry);
  }

  /** Hands over the metadata and ends the batch. */
  take(next: Appender): Appender {
    const appender = this.#appender;
    for (const [name, entry] of this.#metadata) appender.metadata(name, entry satisfies MetricMetadata);
    this.#metadata.clear();
    this.#appender = next;
    this.pending = 0;
    return appender;
  }
}

/**
 * `POST /api/v1/import/prometheus`: a text exposition or OpenMetrics. A body that is not valid is refused with the place;
 * of a large one, the batches before that place are stored already, and the answer says so.
 */
export async function importText(
  { request }: Exchange,
  workspace: string,
  { engine, config, now }: IngestParts,
  counter: IngestCounter,
): Promise<IngestOutcome> {
  const limit = config.ingest.maxImportBytes;
  const tooLarge: IngestOutcome = {
    kind: 'refused',
    status: 413,
    message: `the body is larger than ${limit} bytes (--ingest.max-import-size)`,
  };
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge;
  const decoder = decoderFor(request.headers['content-encoding']);
  if (decoder === 'unknown') {
    return {
      kind: 'refused',
      status: 415,
      message: `unknown content-encoding "${request.headers['content-encoding']}": use gzip, zstd, or none`,
    };
  }
  // curl calls what it sends a form; whatever is not OpenMetrics or protobuf is read as text, and fails as such if it is none.
  const format =
    formatOfContentType(request.headers['content-type']) === 'openmetrics' ? 'openmetrics' : 'prometheus-text';
  const sink = new ImportSink(engine.appender(workspace), now());
  const parser = createParser(format, sink);
  let partial: string | undefined;
  let stored = 0;

  const store = async (): Promise<IngestOutcome | undefined> => {
    const samples = sink.pending;
    const outcome = await commitBatch(sink.take(engine.appender(workspace)), counter);
    if (outcome?.kind === 'later') return outcome;
    if (outcome?.kind === 'partial') partial ??= outcome.message;
    stored += samples;
    return undefined;
  };
  const invalid = (message: string): IngestOutcome => {
    sink.take(engine.appender(workspace)).rollback();
    const before = stored === 0 ? 'nothing was stored' : `the ${stored} samples before it were stored`;
    return { kind: 'refused', status: 400, message: `${message}; ${before}` };
  };

  let length = 0;
  try {
    const source: AsyncIterable<Uint8Array> = decoder === undefined ? request : request.pipe(decoder);
    request.once('error', (error) => decoder?.destroy(error));
    request.once('close', () => {
      if (!request.complete) decoder?.destroy(new Error('the client left'));
    });
    for await (const chunk of source) {
      length += chunk.length;
      if (length > limit) {
        sink.take(engine.appender(workspace)).rollback();
        return tooLarge;
      }
      const problem = parser.push(chunk);
      if (problem !== undefined) return invalid(problem.message);
      if (sink.pending >= BATCH_SAMPLES) {
        const failed = await store();
        if (failed !== undefined) return failed;
      }
    }
  } catch (error) {
    const left = !request.complete;
    sink.take(engine.appender(workspace)).rollback();
    if (left) return { kind: 'refused', status: 499, message: 'the client left before its request was read' };
    if (isZlibError(error))
      return { kind: 'refused', status: 400, message: `the body is not valid ${request.headers['content-encoding']}` };
    throw error;
  }
  const outcome = parser.end();
  if (!outcome.ok) return invalid(outcome.problem.message);
  const failed = await store();
  if (failed !== undefined) return failed;
  return partial === undefined ? { kind: 'stored' } : { kind: 'partial', message: partial };
}

function decoderFor(encoding: string | undefined): Transform | undefined | 'unknown' {
  switch ((encoding ?? '').trim().toLowerCase()) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'zstd':
      return createZstdDecompress();
    default:
      return 'unknown';
  }
}

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && /^(Z_|ZSTD_)/.test(String((error as { code?: unknown }).code ?? ''));
