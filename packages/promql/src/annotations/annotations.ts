import { formatGeneral } from '@binnacle/model';
import type { Span } from '../ast.ts';
import { formatPosition } from '../syntax/position.ts';
import { formatShort } from './format-short.ts';

export type AnnotationKind = 'warning' | 'info';

/** Something the reader of a result should know; `at` is the part of the query it is about. */
export interface Annotation {
  readonly kind: AnnotationKind;
  /** Worded as Prometheus words it, from `PromQL warning: …` on, without the position. */
  readonly message: string;
  readonly at: Span;
  /** The part of the query whose evaluation says it, where `at` does not reach to its end. */
  readonly by?: Span;
  /** Set for classic histograms whose counts had to be made monotonic. */
  readonly monotonicity?: ForcedMonotonicity;
}

/** Where counts of a classic histogram went down towards higher buckets; the extremes over all occurrences. */
export interface ForcedMonotonicity {
  readonly fromMs: number;
  readonly toMs: number;
  readonly lowestBound: number;
  readonly highestBound: number;
  readonly largestDrop: number;
  readonly occurrences: number;
}

/**
 * The annotations of one query, each message once. What is said of several parts has the place of the one that is evaluated
 * last when sides and arguments are evaluated in order, whatever the order in which they really are: as in Prometheus, where
 * the same message later takes the place of the one before.
 */
export class Annotations {
  private readonly byMessage = new Map<string, Annotation>();
  /** How often something was said, the same again included. */
  said = 0;

  add(annotation: Annotation): void {
    this.said++;
    const known = this.byMessage.get(annotation.message);
    if (known === undefined) {
      this.byMessage.set(annotation.message, annotation);
      return;
    }
    const last = isEvaluatedAfter(annotation, known) ? annotation : known;
    if (known.monotonicity !== undefined && annotation.monotonicity !== undefined) {
      const monotonicity = widen(known.monotonicity, annotation.monotonicity);
      this.byMessage.set(annotation.message, { ...last, monotonicity });
    } else if (last !== known) this.byMessage.set(annotation.message, last);
  }

  [Symbol.iterator](): IterableIterator<Annotation> {
    return this.byMessage.values();
  }

  /** The texts of one kind with their positions in the query, as the HTTP API shows them. */
  texts(kind: AnnotationKind, query: string): string[] {
    return [...this].filter((annotation) => annotation.kind === kind).map((one) => annotationText(one, query));
  }
}

/** What ends later is evaluated later; of two that end together, the one around the other. */
function isEvaluatedAfter(a: Annotation, b: Annotation): boolean {
  const [{ from, to }, other] = [a.by ?? a.at, b.by ?? b.at];
  return to > other.to || (to === other.to && from < other.from);
}

const widen = (a: ForcedMonotonicity, b: ForcedMonotonicity): ForcedMonotonicity => ({
  fromMs: Math.min(a.fromMs, b.fromMs),
  toMs: Math.max(a.toMs, b.toMs),
  lowestBound: Math.min(a.lowestBound, b.lowestBound),
  highestBound: Math.max(a.highestBound, b.highestBound),
  largestDrop: Math.max(a.largestDrop, b.largestDrop),
  occurrences: a.occurrences + b.occurrences,
});

/** `PromQL info: … (1:25)`. Without a query text the position is left out. */
export function annotationText({ message, at, monotonicity }: Annotation, query: string): string {
  if (query === '') return message;
  const detail = monotonicity === undefined ? '' : monotonicityText(monotonicity);
  return `${message}${detail} (${formatPosition(query, at.from)})`;
}

function monotonicityText(m: ForcedMonotonicity): string {
  const buckets = `from buckets ${formatGeneral(m.lowestBound)} to ${formatGeneral(m.highestBound)}`;
  const time = (ms: number): string => new Date(Math.trunc(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  const when = `over ${m.occurrences} samples from ${time(m.fromMs)} to ${time(m.toMs)}`;
  return `, ${buckets}, with a max diff of ${formatShort(m.largestDrop)}, ${when}`;
}

/**
 * At most `limit` texts, and a last line that says how many more there are; 0 is no limit. The HTTP API of Prometheus
 * shows ten of each kind.
 */
export function limitTexts(texts: readonly string[], kind: AnnotationKind, limit: number): string[] {
  if (limit === 0 || texts.length <= limit) return [...texts];
  return [...texts.slice(0, limit), `${texts.length - limit} more ${kind} annotations omitted`];
}
