import type { Exemplar, FloatHistogram, Labels, MetricMetadata } from '@binnacle/model';
import { RemoteWrite1Builder } from './remote-write-1-builder.ts';
import { decodeRemoteWrite2 } from './remote-write-2-decoder.ts';
import type { WriteRequestBuilder } from './write-request-builder.ts';
import { finishDecoding, type WriteSink } from './write-sink.ts';

export type TranscodeOutcome =
  | { readonly ok: true; readonly message: Uint8Array }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/**
 * Rewrites a 2.0 request as a 1.0 request, for a receiver that answered 415. Start timestamps are lost, since 1.0 has no
 * place for them.
 * @param message  uncompressed
 */
export function transcodeToRemoteWrite1(message: Uint8Array): TranscodeOutcome {
  const builder = new RemoteWrite1Builder();
  const outcome = finishDecoding(decodeRemoteWrite2(message, new BuilderSink(builder)));
  return outcome.ok ? { ok: true, message: builder.finish() } : outcome;
}

/** Writes what a decoder finds into another request. Series come one after the other, so each is "new". */
export class BuilderSink implements WriteSink {
  readonly #builder: WriteRequestBuilder;

  constructor(builder: WriteRequestBuilder) {
    this.#builder = builder;
  }

  find(): number {
    return 0;
  }

  readonly nextKeyBytes = 0;

  findNext(): number {
    return 0;
  }

  create(labels: Labels): number {
    this.#builder.series(labels);
    return this.#builder.seriesCount;
  }

  float(_series: number, timestampMs: number, value: number, startTimestampMs: number): void {
    this.#builder.sample(timestampMs, value, startTimestampMs);
  }

  stale(_series: number, timestampMs: number): void {
    this.#builder.staleMarker(timestampMs);
  }

  histogram(_series: number, timestampMs: number, value: FloatHistogram, startTimestampMs: number): void {
    this.#builder.histogram(timestampMs, value, startTimestampMs);
  }

  exemplar(_series: number, exemplar: Exemplar): void {
    this.#builder.exemplar(exemplar);
  }

  metadata(metric: string, metadata: MetricMetadata): void {
    this.#builder.metadata(metric, metadata);
  }
}
