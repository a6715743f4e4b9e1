export type {
  Aggregate,
  AggregateOp,
  ArithmeticOp,
  AtModifier,
  Binary,
  BinaryOp,
  Call,
  Cardinality,
  ComparisonOp,
  Duration,
  DurationBinary,
  DurationCall,
  DurationParen,
  DurationUnary,
  EdgeModifier,
  Expr,
  MatrixSelector,
  NumberLiteral,
  Paren,
  SetOp,
  Span,
  StringLiteral,
  Subquery,
  TrimOp,
  Unary,
  ValueType,
  VectorMatching,
  VectorSelector,
} from './ast.ts';
export {
  functionSignature,
  functionSignatures,
  type FunctionName,
  type FunctionSignature,
} from './functions/signatures.ts';
export { parseExpr, parseSelector, type ParseOutcome, type SelectorOutcome } from './syntax/parse.ts';
export type { ParseError } from './syntax/parse-error.ts';
export { documentedType, typeOf } from './syntax/documented-type.ts';
export { formatPosition } from './syntax/position.ts';
export { formatDuration, parseDuration } from './syntax/duration.ts';
export { parseNumber } from './syntax/number.ts';
export { quote } from './syntax/quote.ts';
export { durationValue, type DurationContext, type DurationOutcome } from './syntax/duration-value.ts';
export { printExpr } from './print/print.ts';
export { prettyExpr } from './print/pretty.ts';
export { exprToJson, type Json } from './print/expr-json.ts';
export { runScript, type ScriptFailure, type ScriptReport } from './testscript/run-script.ts';
export { parseScript } from './testscript/parse-script.ts';
export { ScriptMistake } from './testscript/parse-load.ts';
export type {
  LoadedSample,
  LoadedSeries,
  PointValue,
  ResultOutcome,
  ResultPoint,
  ResultValue,
  ScriptTarget,
} from './testscript/script-target.ts';
export { evaluate, queryDataRange, type QuerySettings, type QueryTimes } from './eval/evaluate.ts';
export { KeptSums } from './eval/kept-sums.ts';
export type { DataRange } from './eval/query-range.ts';
export type { QueryLimits } from './eval/query-context.ts';
export type {
  MatrixSeries,
  MatrixValue,
  QueryError,
  QueryOutcome,
  QueryStats,
  ScalarValue,
  StringValue,
  Value,
  VectorSample,
  VectorValue,
} from './eval/outcome.ts';
export { ReusedSlabs, type NumberSlabs } from './eval/number-slabs.ts';
export { resultJson, writeResult } from './json/result-json.ts';
export { escapeForHtml, JsonBytes } from './json/json-bytes.ts';
export { writeLabels, writeList } from './json/labels-json.ts';
export { KnownRepeats } from './json/known-repeats.ts';
export { labelsText } from './eval/labels-text.ts';
export {
  Annotations,
  annotationText,
  limitTexts,
  type Annotation,
  type AnnotationKind,
} from './annotations/annotations.ts';
