export {
  acceptHeader,
  contentTypeOf,
  formatOfContentType,
  negotiateTextFormat,
  type ExpositionFormat,
} from './content-type.ts';
export type { ExpositionFamily, ExpositionSample } from './families.ts';
export { formatBound, formatNumber } from './format-number.ts';
export { DEFAULT_MAX_LINE_BYTES, type ExpositionParser, type ParseOutcome } from './line-feed.ts';
export { FamilyCollector, keepSample, parseExposition, type ExpositionOutcome } from './parse-exposition.ts';
export { createParser, type ParserOptions } from './parser.ts';
export type { ExpositionProblem } from './problem.ts';
export {
  createRegistry,
  DURATION_BOUNDS,
  type Collection,
  type Counter,
  type Gauge,
  type Histogram,
  type LabelValues,
  type Registry,
} from './registry.ts';
export type { ExpositionSink, MetadataView, SampleView } from './sink.ts';
export { writeExposition } from './write-exposition.ts';
