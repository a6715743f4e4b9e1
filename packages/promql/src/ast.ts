import type { Matcher } from '@binnacle/storage';
import type { FunctionName } from './functions/signatures.ts';

/**
 * Where a node stands in the query text: offsets in UTF-16 code units (JavaScript string indices), `to` exclusive.
 * Messages show lines and byte columns as Prometheus does; `position.ts` converts.
 */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What an expression evaluates to. `matrix` is called "range vector" and `vector` "instant vector" in messages. */
export type ValueType = 'none' | 'scalar' | 'string' | 'vector' | 'matrix';

export type SetOp = 'and' | 'or' | 'unless';
export type ComparisonOp = '==' | '!=' | '>' | '<' | '>=' | '<=';
/** `</` keeps the observations of a native histogram below a bound, `>/` those above. */
export type TrimOp = '</' | '>/';
export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2' | TrimOp;
export type BinaryOp = SetOp | ComparisonOp | ArithmeticOp;

export type AggregateOp =
  | 'sum'
  | 'avg'
  | 'count'
  | 'min'
  | 'max'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'count_values'
  | 'quantile'
  | 'limitk'
  | 'limit_ratio';

/** `5m` and `300` are the same number; `isDuration` says that it was written, and is to be printed, as a duration. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  /** A duration is in seconds. */
  readonly value: number;
  readonly isDuration: boolean;
}

export interface StringLiteral extends Span {
  readonly kind: 'string';
  /** Without quotes, escapes resolved. */
  readonly value: string;
}

/** `@ 1700000000.123`, `@ start()`, `@ end()`. */
export type AtModifier =
  | { readonly kind: 'timestamp'; readonly timestampMs: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

/** Experimental words after a selector that change how the samples at the edges of a range count. */
export type EdgeModifier = 'anchored' | 'smoothed';

export interface VectorSelector extends Span {
  readonly kind: 'vector';
  /** Metric name that stands before the braces; empty when there is none, also for `{"name"}`: see the matchers. */
  readonly name: string;
  /** All matchers, in the order written; the one that `name` means (`__name__ = name`) comes last. */
  readonly matchers: readonly Matcher[];
  readonly offset?: Duration;
  readonly at?: AtModifier;
  readonly edge?: EdgeModifier;
}

/** `selector[5m]`. Offset, `@` and edge modifier are those of the selector within. */
export interface MatrixSelector extends Span {
  readonly kind: 'matrix';
  readonly vector: VectorSelector;
  readonly range: Duration;
}

/** `expr[1h:5m]`; without a step the engine's default applies. */
export interface Subquery extends Span {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly range: Duration;
  readonly step?: Duration;
  readonly offset?: Duration;
  readonly at?: AtModifier;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly op: '+' | '-';
  readonly expr: Expr;
}

export type Cardinality = 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';

/** How the series of two vectors find each other. */
export interface VectorMatching {
  /** `group_left` is many-to-one, `group_right` one-to-many, set operators many-to-many. */
  readonly cardinality: Cardinality;
  /** true: match on `labels` alone; false: on all but `labels` (and the metric name). */
  readonly on: boolean;
  readonly labels: readonly string[];
  /** Labels that `group_left(…)` or `group_right(…)` copies from the "one" side. */
  readonly include: readonly string[];
  /** Value that stands in for a series missing on the left side (`fill`, `fill_left`). */
  readonly fillLeft?: number;
  /** The same for the right side (`fill`, `fill_right`). */
  readonly fillRight?: number;
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
  /** `bool`: a comparison gives 0 or 1 and drops nothing. */
  readonly returnBool: boolean;
  /** Present exactly when both sides are vectors. */
  readonly matching?: VectorMatching;
}

export interface Aggregate extends Span {
  readonly kind: 'aggregate';
  readonly op: AggregateOp;
  readonly expr: Expr;
  /** First argument of topk, bottomk, limitk, limit_ratio, quantile (scalar) and count_values (string). */
  readonly param?: Expr;
  readonly grouping: readonly string[];
  readonly without: boolean;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly func: FunctionName;
  readonly args: readonly Expr[];
}

export interface Paren extends Span {
  readonly kind: 'paren';
  readonly expr: Expr;
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Unary
  | Binary
  | Aggregate
  | Call
  | Paren;

/**
 * A length of time, in seconds, after `offset` or inside brackets: a literal, or arithmetic whose value depends on the
 * query's step and range. `durationMs` gives the value.
 */
export type Duration = NumberLiteral | DurationUnary | DurationBinary | DurationCall | DurationParen;

export interface DurationUnary extends Span {
  readonly kind: 'duration_unary';
  readonly op: '+' | '-';
  readonly expr: Duration;
}

export interface DurationBinary extends Span {
  readonly kind: 'duration_binary';
  readonly op: '+' | '-' | '*' | '/' | '%' | '^';
  readonly left: Duration;
  readonly right: Duration;
}

export interface DurationCall extends Span {
  readonly kind: 'duration_call';
  /** `step()` and `range()` take nothing, the others two durations. */
  readonly func: 'step' | 'range' | 'min_of' | 'max_of';
  readonly args: readonly Duration[];
}

export interface DurationParen extends Span {
  readonly kind: 'duration_paren';
  readonly expr: Duration;
}
