import { randomFrom } from './test-series.ts';

export type PieceType = 'scalar' | 'vector' | 'matrix' | 'string' | 'duration';

/** A part of a query of one type, so that it can be replaced by another of its type. */
export interface Piece {
  readonly type: PieceType;
  readonly parts: readonly (string | Piece)[];
}

export const textOf = ({ parts }: Piece): string =>
  parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join('');

const maker =
  (type: PieceType) =>
  (texts: TemplateStringsArray, ...inner: readonly (string | Piece)[]): Piece => ({
    type,
    parts: texts.flatMap((text, i) => (i < inner.length ? [text, inner[i]!] : [text])),
  });
const [scalar, vector, matrix, string, duration] = (['scalar', 'vector', 'matrix', 'string', 'duration'] as const).map(
  maker,
) as [Make, Make, Make, Make, Make];
type Make = ReturnType<typeof maker>;

const words = (text: string): readonly string[] => text.split(' ');

const METRICS = words(
  'c_total c_total f_total g g level odd gaps rare h w custom mixed sizes old_bucket bad_bucket target_info {"dot.ted"} lonely zero natural missing',
);
const MATCHERS = [
  'job="a"',
  'job="b"',
  'job!="a"',
  'job=~"a|c"',
  'job!~"b.*"',
  'inst=~"[01]"',
  'inst="1"',
  'inst!=""',
  'missing=""',
  'env=~".*"',
  'le=~".+"',
  'le="1"',
  'item=~"a.*"',
  'mode=~"0|1|"',
  '"la bel"=~".*"',
  'job=~"(?i:A)"',
];
const RANGES = words('1m 2m30s 47s 5m 10m 15s 1ms 1h');
const LABELS = words('job inst le mode env item missing');
const RANGE_FUNCTIONS = words(
  'rate increase delta irate idelta changes resets deriv rate increase sum_over_time avg_over_time count_over_time min_over_time max_over_time stddev_over_time stdvar_over_time last_over_time present_over_time absent_over_time mad_over_time ts_of_max_over_time ts_of_min_over_time ts_of_last_over_time',
);
const VECTOR_FUNCTIONS = words(
  'abs ceil floor sqrt sgn timestamp absent histogram_count histogram_sum histogram_avg histogram_stddev histogram_stdvar deg rad sort sort_desc round',
);
/** Their last digit depends on the processor, which must not be where the rest of a query makes much of it. */
const INEXACT_FUNCTIONS = words('exp ln log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh');
const AGGREGATIONS = words('sum avg min max count group stddev stdvar sum sum avg');
const ARITHMETIC = words('+ - * / % + - * /');
const COMPARISONS = words('== != > < >= <=');
const NUMBERS = words('0 1 2 -1 0.5 -0 1e3 100 3.7 NaN Inf -Inf 1e-9 1e308 0x1F 1_000 5m 017');
const QUANTILES = words('0 0.5 0.9 0.25 1 -1 2 NaN 0.123');

/** Makes queries that the grammar allows and the types mostly, too; the same for the same seed. */
export class RandomQuery {
  readonly #random: () => number;
  /** What `@` may name, in seconds. */
  readonly #moments: readonly number[];

  constructor(seed: number, moments: readonly number[]) {
    this.#random = randomFrom(seed);
    this.#moments = moments;
  }

  query(): Piece {
    const depth = 1 + Math.floor(this.#random() * 4);
    const kind = this.#random();
    if (kind < 0.06) return this.#scalar(depth);
    if (kind < 0.09) return this.#matrix(depth);
    if (kind < 0.13) return vector`${this.#pick(INEXACT_FUNCTIONS)}(${this.#vector(depth - 1)})`;
    if (kind < 0.15) return vector`(${this.#vector(depth - 1)}) ${this.#pick(words('^ atan2'))} (${this.#scalar(1)})`;
    return this.#vector(depth);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)]!;
  }

  #some(choices: readonly string[], most: number): string {
    const count = Math.floor(this.#random() * (most + 1));
    return [...new Set(Array.from({ length: count }, () => this.#pick(choices)))].join(', ');
  }

  #selector(): string {
    const metric = this.#pick(METRICS);
    if (this.#chance(0.04))
      return this.#pick(['{__name__=~"c_total|g"}', '{job="a", __name__!~"odd|bad.*"}', '{inst="0"}']);
    const matchers = this.#chance(0.5) ? '' : this.#some(MATCHERS, 2);
    if (matchers === '') return metric;
    return metric.startsWith('{') ? `${metric.slice(0, -1)}, ${matchers}}` : `${metric}{${matchers}}`;
  }

  #times(): string {
    if (this.#chance(0.75)) return '';
    const at = (): string => ` @ ${this.#pick(['start()', 'end()', ...this.#moments.map(String)])}`;
    const offset = (): string => ` offset ${this.#pick(words('1m -90s 7m 1ms -1h 0s 2m13s 60 -0.5'))}`;
    return this.#pick([at, offset, offset, () => at() + offset(), () => offset() + at()])();
  }

  #duration(): Piece {
    if (this.#chance(0.93)) return duration`${this.#pick(RANGES)}`;
    return duration`${this.#pick(words('1m+30s 5m/2 2*1m 2m-10s (1m+1m)*2 10m%3m 2^6 -(-1m) 90 90.5 1m*(2-1) 0s 1m-1m'))}`;
  }

  #matrix(depth: number): Piece {
    if (depth <= 0 || this.#chance(0.7)) return matrix`${this.#selector()}[${this.#duration()}]${this.#times()}`;
    const inner = this.#chance(0.15) ? this.#scalar(depth - 1) : this.#vector(depth - 1);
    const step = this.#pick(['', '30s', '1m', '37s', '15s', '1m+5s', '7.5']);
    return matrix`(${inner})[${this.#pick(words('1m 5m 2m 10m 47s'))}:${step}]${this.#times()}`;
  }

  #scalar(depth: number): Piece {
    if (depth <= 0 || this.#chance(0.5)) return scalar`${this.#pick([...NUMBERS, 'time()', 'pi()'])}`;
    return this.#pick([
      () => scalar`scalar(${this.#vector(depth - 1)})`,
      () => scalar`(${this.#scalar(depth - 1)}) ${this.#pick(ARITHMETIC)} (${this.#scalar(depth - 1)})`,
      () =>
        scalar`${this.#scalar(0)} ${this.#pick(ARITHMETIC)} ${this.#scalar(0)} ${this.#pick(ARITHMETIC)} ${this.#scalar(0)}`,
      () => scalar`(${this.#scalar(depth - 1)}) ${this.#pick(COMPARISONS)} bool (${this.#scalar(depth - 1)})`,
      () => scalar`-${this.#scalar(depth - 1)}`,
      () => scalar`(${this.#scalar(depth - 1)})`,
    ])();
  }

  #vector(depth: number): Piece {
    if (depth <= 0) return vector`${this.#selector()}${this.#times()}`;
    const choices: readonly (readonly [number, () => Piece])[] = [
      [2, () => vector`${this.#selector()}${this.#times()}`],
      [6, () => this.#overRange(depth)],
      [4, () => this.#ofVector(depth)],
      [6, () => this.#aggregation(depth)],
      [6, () => this.#operation(depth)],
      [3, () => this.#withScalar(depth)],
      [2, () => this.#histogram(depth)],
      [2, () => this.#labels(depth)],
      [1, () => vector`-${this.#vector(depth - 1)}`],
      [1, () => vector`(${this.#vector(depth - 1)})`],
      [1, () => vector`vector(${this.#scalar(depth - 1)})`],
      [0.3, () => vector`${this.#pick(words('hour day_of_week days_in_month year minute month day_of_year'))}()`],
    ];
    let left = this.#random() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of choices) if ((left -= weight) < 0) return make();
    return choices[0]![1]();
  }

  #overRange(depth: number): Piece {
    const of = (): Piece => this.#matrix(depth - 1);
    return this.#pick<() => Piece>([
      ...Array.from({ length: 8 }, () => () => vector`${this.#pick(RANGE_FUNCTIONS)}(${of()})`),
      () => vector`quantile_over_time(${this.#quantile()}, ${of()})`,
      () => vector`predict_linear(${of()}, ${this.#scalar(depth - 1)})`,
      () =>
        vector`double_exponential_smoothing(${of()}, ${this.#pick(words('0.3 0.5 0 1 2'))}, ${this.#pick(words('0.6 0.1 1'))})`,
    ])();
  }

  #quantile(): Piece {
    return this.#chance(0.1) ? this.#scalar(1) : scalar`${this.#pick(QUANTILES)}`;
  }

  #ofVector(depth: number): Piece {
    const of = (): Piece => this.#vector(depth - 1);
    const number = (): Piece => this.#scalar(depth - 2);
    return this.#pick<() => Piece>([
      ...Array.from({ length: 10 }, () => () => vector`${this.#pick(VECTOR_FUNCTIONS)}(${of()})`),
      () => vector`clamp(${of()}, ${number()}, ${number()})`,
      () => vector`clamp_min(${of()}, ${number()})`,
      () => vector`clamp_max(${of()}, ${number()})`,
      () => vector`round(${of()}, ${number()})`,
      () => vector`${this.#pick(words('sort_by_label sort_by_label_desc'))}(${of()}, "${this.#pick(LABELS)}", "inst")`,
    ])();
  }

  #grouping(): string {
    if (this.#chance(0.3)) return '';
    return ` ${this.#pick(words('by by without'))} (${this.#some([...LABELS, ...LABELS, '__name__', '"la bel"'], 3)})`;
  }

  #aggregation(depth: number): Piece {
    const of = (): Piece => this.#vector(depth - 1);
    const by = this.#grouping();
    const simple = (): Piece =>
      this.#chance(0.5)
        ? vector`${this.#pick(AGGREGATIONS)}${by} (${of()})`
        : vector`${this.#pick(AGGREGATIONS)}(${of()})${by}`;
    const number = (): Piece =>
      this.#chance(0.15) ? this.#scalar(1) : scalar`${this.#pick(words('1 2 3 0 100 -1 2.7'))}`;
    return this.#pick<() => Piece>([
      ...Array.from({ length: 8 }, () => simple),
      () => vector`${this.#pick(words('topk bottomk'))}${by} (${number()}, ${of()})`,
      () => vector`${this.#pick(words('topk bottomk'))}${by} (${number()}, ${of()})`,
      () => vector`limitk${by} (${number()}, ${of()})`,
      () => vector`limit_ratio${by} (${this.#pick(words('0.5 -0.5 0.1 -0.9 1 0 2 -3'))}, ${of()})`,
      () => vector`quantile${by} (${this.#quantile()}, ${of()})`,
      () => vector`count_values${by} ("${this.#pick(words('v job ü'))}", ${this.#selector()}${this.#times()})`,
    ])();
  }

  #matching(grouped: boolean): string {
    const on = `${this.#pick(words('on on ignoring'))} (${this.#some(words('job inst le mode env job inst'), 2)})`;
    if (!grouped || this.#chance(0.45)) return ` ${on}`;
    return ` ${on} ${this.#pick(words('group_left group_right'))}${this.#pick([' ()', ' ()', ' (env)', ' (missing)', ' (mode, env)'])}`;
  }

  #operation(depth: number): Piece {
    const [left, right] = [this.#vector(depth - 1), this.#vector(depth - 1)];
    const kind = this.#random();
    if (kind < 0.25) {
      const matching = this.#chance(0.4) ? '' : this.#matching(false);
      return vector`(${left}) ${this.#pick(words('and or unless'))}${matching} (${right})`;
    }
    const matching = this.#chance(0.35) ? '' : this.#matching(true);
    const operator = kind < 0.7 ? this.#pick(ARITHMETIC) : this.#pick(COMPARISONS) + this.#pick(['', ' bool']);
    return vector`(${left}) ${operator}${matching} (${right})`;
  }

  #withScalar(depth: number): Piece {
    const [of, number] = [this.#vector(depth - 1), this.#scalar(depth - 1)];
    const operator = this.#chance(0.6) ? this.#pick(ARITHMETIC) : this.#pick(COMPARISONS) + this.#pick(['', ' bool']);
    return this.#chance(0.6) ? vector`(${of}) ${operator} (${number})` : vector`(${number}) ${operator} (${of})`;
  }

  #histogram(depth: number): Piece {
    const of = this.#chance(0.6)
      ? vector`${this.#pick(words('h w custom mixed sizes old_bucket bad_bucket old_bucket'))}${this.#times()}`
      : this.#vector(depth - 1);
    const bound = (): string => this.#pick(words('0.1 1 0.5 2 -1 -Inf Inf 100 0 NaN'));
    return this.#pick<() => Piece>([
      () => vector`histogram_quantile(${this.#quantile()}, ${of})`,
      () => vector`histogram_quantile(${this.#quantile()}, rate(${textOf(of).includes(')') ? 'old_bucket' : of}[5m]))`,
      () => vector`histogram_quantile(${this.#quantile()}, sum by (le, job) (${of}))`,
      () => vector`histogram_fraction(${bound()}, ${bound()}, ${of})`,
    ])();
  }

  #labels(depth: number): Piece {
    const of = (): Piece => this.#vector(depth - 1);
    const target = (): Piece => string`"${this.#pick([...words('x job inst __name__ le'), 'x y'])}"`;
    const source = (): string => this.#pick(words('job inst le missing __name__ mode'));
    return this.#pick<() => Piece>([
      () =>
        vector`label_replace(${of()}, ${target()}, "${this.#pick(['$1', '$1-$2', '', 'x', '${1}y$$', '$name', '$0'])}", "${source()}", "${this.#pick(['(.*)', '(a|b)', '', '.*', '(?P<name>.)(.*)', '([0-9]+)'])}")`,
      () => vector`label_join(${of()}, ${target()}, "${this.#pick(['-', '', 'ü'])}", "${source()}", "${source()}")`,
      () => vector`label_join(${of()}, ${target()}, "-")`,
    ])();
  }
}
