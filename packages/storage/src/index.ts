export type { Matcher, MatcherOp } from './matcher.ts';
export {
  COLUMN_DENSE,
  COLUMN_HAS_GAPS,
  COLUMN_HAS_HISTOGRAMS,
  type LabelChoice,
  type LabelPartNumbers,
  type Querier,
  type SelectHints,
  type SeriesExemplars,
  type SeriesGroup,
  type SumRoom,
} from './querier.ts';
export {
  KEY_CANONICAL,
  KEY_REMOTE_WRITE_1,
  KEY_TEXT,
  type Appender,
  type CommitOutcome,
  type KeyKind,
  type Rejection,
  type SeriesId,
} from './appender.ts';
export type { CardinalityStats, ReaderHandle, SeriesCount, StorageEngine, StorageStats, Workspace } from './engine.ts';
export {
  MAX_TOLD,
  newFacts,
  NOT_TOLD,
  noteNumbers,
  resetFacts,
  TOLD_ASCENDING,
  TOLD_WHOLE,
  type WholeFacts,
} from './whole-facts.ts';
export { compileMatcher, type ValueMatcher } from './value-matcher.ts';
export { canonicalKey } from './canonical-key.ts';
export { resetHintAsRead } from './reset-hint.ts';
export { createMemoryEngine, type MemoryEngine, type MemoryEngineOptions } from './memory-engine.ts';
