import type { ExpositionFormat } from './content-type.ts';
import { DEFAULT_MAX_LINE_BYTES, type ExpositionParser } from './line-feed.ts';
import { OpenMetricsParser } from './open-metrics.ts';
import { PrometheusTextParser } from './prometheus-text.ts';
import { DEFAULT_MAX_MESSAGE_BYTES, ProtobufParser } from './protobuf-parser.ts';
import type { ExpositionSink } from './sink.ts';

export interface ParserOptions {
  /** Checks everything that OpenMetrics demands, not only its grammar. Slower; for `check`-like uses. */
  readonly strict?: boolean;
  /**
   * Writes the numbers in `le` and `quantile` of declared histograms and summaries as OpenMetrics does (`1` becomes
   * `1.0`), so that a target's series keep their labels whichever format it answers in. What Prometheus 3 does when it
   * scrapes. Label sets then depend on the family's type beside the bytes of the series.
   */
  readonly normalizeBounds?: boolean;
  /**
   * Whether the classic buckets of a histogram that is native as well are read too (protobuf only). `always`, the default,
   * keeps dashboards on `…_bucket` alive; `fallback` reads them only where there is no native histogram.
   */
  readonly classicHistograms?: 'always' | 'fallback';
  /** The longest line of text that is read; default 1 MiB. */
  readonly maxLineBytes?: number;
  /** The largest protobuf message (one metric family) that is read; default 64 MiB. */
  readonly maxMessageBytes?: number;
}

/** Makes a parser that takes the bytes of one exposition as they arrive and drives `sink`. */
export function createParser(
  format: ExpositionFormat,
  sink: ExpositionSink,
  options: ParserOptions = {},
): ExpositionParser {
  const { strict = false, normalizeBounds = false, maxLineBytes = DEFAULT_MAX_LINE_BYTES } = options;
  switch (format) {
    case 'prometheus-text':
      return new PrometheusTextParser(sink, maxLineBytes, normalizeBounds);
    case 'openmetrics':
      return new OpenMetricsParser(sink, maxLineBytes, normalizeBounds, strict);
    case 'protobuf':
      return new ProtobufParser(
        sink,
        options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES,
        options.classicHistograms ?? 'always',
      );
  }
}
