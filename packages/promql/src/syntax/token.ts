import type { AggregateOp, BinaryOp, Span } from '../ast.ts';
import { utf8Length } from './position.ts';
import { quote } from './quote.ts';

const AGGREGATORS = [
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'group',
  'stddev',
  'stdvar',
  'topk',
  'bottomk',
  'count_values',
  'quantile',
  'limitk',
  'limit_ratio',
] as const satisfies readonly AggregateOp[];
const WORD_OPERATORS = ['and', 'or', 'unless', 'atan2'] as const;
const MODIFIERS = [
  'offset',
  'smoothed',
  'anchored',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'fill',
  'fill_left',
  'fill_right',
  'bool',
] as const;
/** Words that are functions of the query (`start()`), also allowed after `@` or in durations. */
const CONTEXT_WORDS = ['start', 'end', 'step', 'range', 'min_of', 'max_of'] as const;
const SYMBOL_OPERATORS = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '==',
  '!=',
  '<=',
  '<',
  '>=',
  '>',
  '</',
  '>/',
  '=~',
  '!~',
  '@',
] as const;
const PUNCTUATION = ['(', ')', '{', '}', '[', ']', ',', '=', ':'] as const;

export type Keyword =
  | (typeof AGGREGATORS)[number]
  | (typeof WORD_OPERATORS)[number]
  | (typeof MODIFIERS)[number]
  | (typeof CONTEXT_WORDS)[number];
export type TokenType =
  | Keyword
  | (typeof SYMBOL_OPERATORS)[number]
  | (typeof PUNCTUATION)[number]
  | 'identifier'
  | 'metric identifier'
  | 'number'
  | 'duration'
  | 'string'
  | 'end of input';

export interface Token extends Span {
  readonly type: TokenType;
  /** As written. */
  readonly text: string;
}

const keywords: ReadonlyMap<string, Keyword> = new Map(
  [...AGGREGATORS, ...WORD_OPERATORS, ...MODIFIERS, ...CONTEXT_WORDS].map((word) => [word, word]),
);
const aggregators: ReadonlySet<string> = new Set(AGGREGATORS);
const modifiers: ReadonlySet<string> = new Set(MODIFIERS);
const operators: ReadonlySet<string> = new Set([...WORD_OPERATORS, ...SYMBOL_OPERATORS]);
/** Words that can only be what they say, never the name of a metric. */
const reserved: ReadonlySet<string> = new Set(['bool', 'on', 'ignoring', 'group_left', 'group_right', 'atan2']);

/** Keywords are the same in upper case. */
export const keywordOf = (word: string): Keyword | undefined => keywords.get(word.toLowerCase());
export const isAggregator = (type: TokenType): type is AggregateOp => aggregators.has(type);
/** An identifier, or a keyword where a metric name is expected: `sum`, `by` and `offset` may name metrics. */
export const isMetricName = (type: TokenType): boolean =>
  type === 'identifier' || type === 'metric identifier' || (keywords.has(type) && !reserved.has(type));
/** Between parentheses of a grouping every keyword is a label. */
export const isLabelName = (type: TokenType): boolean =>
  type === 'identifier' || type === 'metric identifier' || keywords.has(type);

/** Binding strength, weakest first. See https://prometheus.io/docs/prometheus/latest/querying/operators/ */
export const PRECEDENCE: Readonly<Partial<Record<TokenType, number>>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '</': 3,
  '>/': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
} satisfies Record<BinaryOp, number>;
/** Only `^` groups to the right. */
export const POWER_PRECEDENCE = 6;

/** The token as error messages name it. */
export function describeToken({ type, text }: Token): string {
  switch (type) {
    case 'end of input':
      return type;
    case 'identifier':
    case 'metric identifier':
      return `${type} ${quote(text)}`;
    case 'number':
    case 'duration':
    case 'string':
      return `${type} ${shorten(text)}`;
    default:
      if (aggregators.has(type)) return `<aggr:${text}>`;
      if (modifiers.has(type)) return `<${text}>`;
      return operators.has(type) ? `<op:${text}>` : quote(text);
  }
}

function shorten(text: string): string {
  if (utf8Length(text.slice(0, 11)) <= 10) return quote(text);
  return `${quote(Array.from(text.slice(0, 20)).slice(0, 10).join(''))}...`;
}
