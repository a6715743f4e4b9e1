import { randomNumbers } from '../src/eval/sample-series.test-data.ts';

/** Queries that the grammar allows and nobody would think of; the same for the same seed. */
export function randomQueries(count: number, seed: number): string[] {
  const random = randomNumbers(seed);
  const queries = new Set<string>();
  while (queries.size < count) {
    const query = vector(3, random);
    if (!CHANGED.test(query)) queries.add(query);
  }
  return [...queries];
}

/** Rates of histograms end at zero since 3.8; fractions of classic histograms were NaN at times in 3.5. */
const CHANGED = /\b(rate|increase)\(.*(\b[hnmw]\b|{job="job-0"})|histogram_fraction/;

type Random = () => number;

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}

const METRICS = ['c_total', 'g', 'p_total', 'b_bucket', 'h', 'n', 'm', 'w', '{job="job-0"}', '{__name__=~"g|c_total"}'];
const MATCHERS = ['', '', '{job="job-1"}', '{instance=~"host-[135]"}', '{instance!="host-0"}', '{missing=""}'];
const OFFSETS = ['', '', '', ' offset 2m', ' offset -90s', ' @ 1700000123', ' @ end()', ' @ start() offset 1m'];
const GROUPINGS = ['', ' by (job)', ' by (instance)', ' without (instance)', ' by (job, le)', ' without (le)'];
const NUMBERS = ['0', '1', '-2', '0.5', '1e3', 'NaN', 'Inf', 'time()', 'scalar(sum(g))', 'pi()'];

const selector = (random: Random): string => {
  const metric = pick(random, METRICS);
  return metric + (metric.startsWith('{') ? '' : pick(random, MATCHERS));
};

function range(depth: number, random: Random): string {
  const length = pick(random, ['1m', '2m30s', '5m', '10m', '47s']);
  if (depth > 0 && random() < 0.25) {
    const step = pick(random, ['', '30s', '1m', '37s']);
    return `(${vector(depth - 1, random)})[${length}:${step}]${pick(random, OFFSETS)}`;
  }
  return `${selector(random)}[${length}]${pick(random, OFFSETS)}`;
}

const RANGE_FUNCTIONS =
  'rate increase delta irate idelta changes resets deriv sum_over_time avg_over_time count_over_time min_over_time max_over_time stddev_over_time last_over_time present_over_time absent_over_time ts_of_max_over_time stdvar_over_time'.split(
    ' ',
  );
const VECTOR_FUNCTIONS =
  'abs ceil floor exp ln sqrt sgn timestamp sort log10 tanh absent histogram_count histogram_sum histogram_avg histogram_stddev histogram_stdvar log2 atan deg'.split(
    ' ',
  );
const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'];
const ARITHMETIC = ['+', '-', '*', '/', '%', '^', 'atan2'];
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='];
const MATCHING = ['', ' on (instance)', ' on (job, instance)', ' ignoring (le)', ' on (job)', ' on ()'];

function vector(depth: number, random: Random): string {
  if (depth === 0) return selector(random) + pick(random, OFFSETS);
  const inner = (): string => vector(depth - 1, random);
  const choice = Math.floor(random() * 12);
  switch (choice) {
    case 0:
    case 1:
    case 2:
      return `${pick(random, RANGE_FUNCTIONS)}(${range(depth, random)})`;
    case 3:
      return `${pick(random, VECTOR_FUNCTIONS)}(${inner()})`;
    case 4:
    case 5:
      return `${pick(random, AGGREGATIONS)}${pick(random, GROUPINGS)} (${inner()})`;
    case 6:
      return `quantile${pick(random, GROUPINGS)} (${pick(random, ['0.3', '1', '3', 'scalar(g)'])}, ${inner()})`;
    case 7:
      return binary(inner(), inner(), random);
    case 8:
      return withNumber(inner(), random);
    case 9:
      return pick(random, [
        () => `histogram_quantile(${pick(random, ['0.5', '0.99', '2', '-1', 'NaN'])}, ${inner()})`,
        () => `${pick(random, ['hour', 'day_of_week', 'days_in_month'])}(timestamp(${inner()}) * 7)`,
        () => `quantile_over_time(0.9, ${range(depth, random)})`,
        () => `predict_linear(${range(depth, random)}, 600)`,
        () => `clamp(${inner()}, ${pick(random, NUMBERS)}, 50)`,
        () => `round(${inner()}, ${pick(random, ['1', '0.1', '7'])})`,
        () => `double_exponential_smoothing(${range(depth, random)}, 0.3, 0.6)`,
      ])();
    case 10:
      return pick(random, [
        () => `label_replace(${inner()}, "x", "$1-$2", "instance", "(ho)st-(.*)")`,
        () => `label_replace(${inner()}, "job", "", "", "")`,
        () => `label_join(${inner()}, "instance", "-", "job", "instance")`,
        () => `count_values${pick(random, GROUPINGS)} ("v", round(${inner()}, 20))`,
        () => `vector(${pick(random, NUMBERS)})`,
        () => `-${inner()}`,
        () => `limitk(100, ${inner()})`,
        () => `sort_by_label_desc(${inner()}, "instance")`,
      ])();
    default:
      return selector(random) + pick(random, OFFSETS);
  }
}

function binary(left: string, right: string, random: Random): string {
  const matching = pick(random, MATCHING);
  const kind = random();
  if (kind < 0.3) return `(${left}) ${pick(random, ['and', 'or', 'unless'])}${matching} (${right})`;
  const grouped =
    matching === '' || random() < 0.4 ? '' : pick(random, [' group_left', ' group_right', ' group_left (job)']);
  const operator = kind < 0.7 ? pick(random, ARITHMETIC) : pick(random, COMPARISONS) + (random() < 0.5 ? ' bool' : '');
  const many = grouped.includes('(job)') && matching.includes('job') ? ' group_left' : grouped;
  return `(${left}) ${operator}${matching}${many} (${right})`;
}

function withNumber(inner: string, random: Random): string {
  const number = pick(random, NUMBERS);
  const operator =
    random() < 0.5 ? pick(random, ARITHMETIC) : pick(random, COMPARISONS) + (random() < 0.4 ? ' bool' : '');
  return random() < 0.5 ? `(${inner}) ${operator} ${number}` : `${number} ${operator} (${inner})`;
}
