import { compareLabels, halvesOf, isAbsentAt, isStaleAt, type FloatHistogram, type Labels } from '@binnacle/model';
import { ProtoWriter } from '@binnacle/protobuf';
import { COLUMN_DENSE, type Matcher, type Querier } from '@binnacle/storage';
import { compressSnappy, decompressSnappy, RemoteWrite1Builder } from '@binnacle/wire';
import { withQuerier, type JobContext, type JobResult } from '../query/context.ts';
import { CANCELED, RUN } from '../query/job.ts';
import type { JobOf } from '../query/perform.ts';
import { writeChunkFrames } from './chunk-frames.ts';
import { decodeReadRequest, type ReadQuery } from './read-request.ts';

/** One series of an answer: samples by time, a float or a histogram each. `halves` are the bits of the floats. */
export interface ReadSeries {
  readonly labels: Labels;
  readonly timestamps: readonly number[];
  readonly halves: Uint32Array;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
}

const encoder = new TextEncoder();
const failure = (status: number, message: string): JobResult => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: encoder.encode(`${message}\n`),
});

class TooMany extends Error {}
class Stopped extends Error {}

/**
 * `POST /api/v1/read`: raw samples for another Prometheus, all in one message or as frames of chunks, as it likes better.
 * @see https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/
 */
export function remoteRead(job: JobOf<'read'>, context: JobContext): JobResult {
  const unpacked = decompressSnappy(job.message);
  if (!unpacked.ok) return failure(400, unpacked.message);
  const decoded = decodeReadRequest(unpacked.bytes);
  if (!decoded.ok) return failure(400, decoded.message);
  const { queries, responseTypes } = decoded.request;
  let budget = context.limits.maxSamples;
  const read = (query: ReadQuery): ReadSeries[] =>
    withQuerier(context, query.startMs, query.endMs, (querier) =>
      readSeries(querier, query.matchers, (samples) => {
        if (Atomics.load(context.flag, 0) !== RUN) throw new Stopped();
        budget -= samples;
        if (budget < 0) throw new TooMany();
      }),
    );
  try {
    const results = queries.map(read);
    if (responseTypes[0] === 'samples') return sampled(results);
    if (!results.some(hasHistograms)) return streamed(results);
    // Chunks of histograms are not written; every Prometheus takes samples as well.
    if (responseTypes.includes('samples')) return sampled(results);
    return failure(400, 'there are native histograms among the series: accept SAMPLES too');
  } catch (error) {
    if (error instanceof TooMany)
      return failure(400, `exceeded sample limit (${context.limits.maxSamples}, --query.max-samples)`);
    if (error instanceof Stopped) {
      return Atomics.load(context.flag, 0) === CANCELED
        ? failure(499, 'the client left')
        : failure(503, 'the read took too long');
    }
    throw error;
  }
}

function readSeries(querier: Querier, matchers: readonly Matcher[], spend: (samples: number) => void): ReadSeries[] {
  const found: ReadSeries[] = [];
  for (const group of querier.select(matchers)) {
    const { timestamps, size } = group;
    for (let i = 0; i < size; i++) {
      spend(timestamps.length);
      const values = new Float64Array(timestamps.length);
      const kind = group.readValues(i, values);
      const halves = halvesOf(values);
      const histograms = group.histograms(i);
      const series = { labels: group.labels(i), timestamps: [...timestamps], halves, histograms };
      found.push(kind === COLUMN_DENSE ? series : withoutAbsent(series));
    }
  }
  return found.sort((a, b) => compareLabels(a.labels, b.labels));
}

/** Leaves out the moments at which this series of the group has no sample. */
function withoutAbsent({ labels, timestamps, halves, histograms }: ReadSeries): ReadSeries {
  const at: number[] = [];
  for (let i = 0; i < timestamps.length; i++) if (histograms?.[i] !== undefined || !isAbsentAt(halves, i)) at.push(i);
  const kept = new Uint32Array(at.length * 2);
  for (const [n, i] of at.entries()) kept.set(halves.subarray(2 * i, 2 * i + 2), 2 * n);
  return {
    labels,
    timestamps: at.map((i) => timestamps[i]!),
    halves: kept,
    histograms: histograms && at.map((i) => histograms[i]),
  };
}

/** A QueryResult has the same fields as a WriteRequest without metadata: the builder of one writes the other. */
function sampled(results: readonly (readonly ReadSeries[])[]): JobResult {
  const response = new ProtoWriter();
  const builder = new RemoteWrite1Builder();
  for (const series of results) {
    builder.reset();
    for (const it of series) writeSamples(builder, it);
    const result = builder.finish();
    response.varint(0x0a);
    response.varint(result.length);
    response.raw(result, 0, result.length);
  }
  const body = compressSnappy(response.bytes.subarray(0, response.length));
  return { status: 200, contentType: 'application/x-protobuf', body: new Uint8Array(body) };
}

function writeSamples(builder: RemoteWrite1Builder, { labels, timestamps, halves, histograms }: ReadSeries): void {
  const values = new Float64Array(halves.buffer, halves.byteOffset, halves.length / 2);
  builder.series(labels);
  for (const [i, t] of timestamps.entries()) {
    const histogram = histograms?.[i];
    if (histogram !== undefined) builder.histogram(t, histogram);
    else if (isStaleAt(halves, i)) builder.staleMarker(t);
    else builder.sample(t, values[i]!);
  }
}

const hasHistograms = (all: readonly ReadSeries[]): boolean =>
  all.some(({ histograms }) => histograms?.some((it) => it !== undefined) === true);

function streamed(results: readonly (readonly ReadSeries[])[]): JobResult {
  const out = new ProtoWriter(65_536);
  for (const [queryIndex, series] of results.entries()) {
    writeChunkFrames(series, queryIndex, out);
  }
  return {
    status: 200,
    contentType: 'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse',
    body: out.bytes.slice(0, out.length) as Uint8Array<ArrayBuffer>,
  };
}
