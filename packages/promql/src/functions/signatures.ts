import type { ValueType } from '../ast.ts';

/** What a function takes and gives; the parser checks calls against it. */
export interface FunctionSignature {
  readonly args: readonly ValueType[];
  /**
   * 0: exactly `args`. n > 0: the last argument may be missing, or appear up to n times. -1: it may be missing or appear
   * any number of times.
   */
  readonly variadic: number;
  readonly returns: ValueType;
  /** Needs `--enable-feature=promql-experimental-functions` in Prometheus. */
  readonly experimental: boolean;
}

/** Every function of Prometheus 3.14. See https://prometheus.io/docs/prometheus/latest/querying/functions/ */
export const functionSignatures = {
  abs: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  absent: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  absent_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  acos: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  acosh: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  asin: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  asinh: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  atan: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  atanh: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  avg_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  ceil: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  changes: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  clamp: { args: ['vector', 'scalar', 'scalar'], variadic: 0, returns: 'vector', experimental: false },
  clamp_max: { args: ['vector', 'scalar'], variadic: 0, returns: 'vector', experimental: false },
  clamp_min: { args: ['vector', 'scalar'], variadic: 0, returns: 'vector', experimental: false },
  cos: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  cosh: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  count_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  day_of_month: { args: ['vector'], variadic: 1, returns: 'vector', experimental: false },
  day_of_week: { args: ['vector'], variadic: 1, returns: 'vector', experimental: false },
  day_of_year: { args: ['vector'], variadic: 1, returns: 'vector', experimental: false },
  days_in_month: { args: ['vector'], variadic: 1, returns: 'vector', experimental: false },
  deg: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  delta: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  deriv: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  double_exponential_smoothing: {
    args: ['matrix', 'scalar', 'scalar'],
    variadic: 0,
    returns: 'vector',
    experimental: true,
  },
  end: { args: [], variadic: 0, returns: 'scalar', experimental: true },
  exp: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  first_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  floor: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  histogram_avg: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  histogram_count: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  histogram_fraction: { args: ['scalar', 'scalar', 'vector'], variadic: 0, returns: 'vector', experimental: false },
  histogram_quantile: { args: ['scalar', 'vector'], variadic: 0, returns: 'vector', experimental: false },
  histogram_quantiles: {
    args: ['vector', 'string', 'scalar', 'scalar'],
    variadic: 9,
    returns: 'vector',
    experimental: true,
  },
  histogram_stddev: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  histogram_stdvar: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  histogram_sum: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  hour: { args: ['vector'], variadic: 1, returns: 'vector', experimental: false },
  idelta: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  increase: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  info: { args: ['vector', 'vector'], variadic: 1, returns: 'vector', experimental: true },
  irate: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  label_join: { args: ['vector', 'string', 'string', 'string'], variadic: -1, returns: 'vector', experimental: false },
  label_replace: {
    args: ['vector', 'string', 'string', 'string', 'string'],
    variadic: 0,
    returns: 'vector',
    experimental: false,
  },
  last_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  ln: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  log10: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  log2: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  mad_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: true },
  max_of: { args: ['scalar', 'scalar'], variadic: 0, returns: 'scalar', experimental: true },
  max_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  min_of: { args: ['scalar', 'scalar'], variadic: 0, returns: 'scalar', experimental: true },
  min_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  minute: { args: ['vector'], variadic: 1, returns: 'vector', experimental: false },
  month: { args: ['vector'], variadic: 1, returns: 'vector', experimental: false },
  pi: { args: [], variadic: 0, returns: 'scalar', experimental: false },
  predict_linear: { args: ['matrix', 'scalar'], variadic: 0, returns: 'vector', experimental: false },
  present_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  quantile_over_time: { args: ['scalar', 'matrix'], variadic: 0, returns: 'vector', experimental: false },
  rad: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  range: { args: [], variadic: 0, returns: 'scalar', experimental: true },
  rate: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  resets: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  round: { args: ['vector', 'scalar'], variadic: 1, returns: 'vector', experimental: false },
  scalar: { args: ['vector'], variadic: 0, returns: 'scalar', experimental: false },
  sgn: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  sin: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  sinh: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  sort: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  sort_by_label: { args: ['vector', 'string'], variadic: -1, returns: 'vector', experimental: true },
  sort_by_label_desc: { args: ['vector', 'string'], variadic: -1, returns: 'vector', experimental: true },
  sort_desc: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  sqrt: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  start: { args: [], variadic: 0, returns: 'scalar', experimental: true },
  start_timestamp: { args: ['vector'], variadic: 0, returns: 'vector', experimental: true },
  stddev_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  stdvar_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  step: { args: [], variadic: 0, returns: 'scalar', experimental: true },
  sum_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: false },
  tan: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  tanh: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  time: { args: [], variadic: 0, returns: 'scalar', experimental: false },
  timestamp: { args: ['vector'], variadic: 0, returns: 'vector', experimental: false },
  ts_of_first_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: true },
  ts_of_last_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: true },
  ts_of_max_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: true },
  ts_of_min_over_time: { args: ['matrix'], variadic: 0, returns: 'vector', experimental: true },
  vector: { args: ['scalar'], variadic: 0, returns: 'vector', experimental: false },
  year: { args: ['vector'], variadic: 1, returns: 'vector', experimental: false },
} as const satisfies Readonly<Record<string, FunctionSignature>>;

export type FunctionName = keyof typeof functionSignatures;

/** The signature of `name`, undefined for a function that does not exist. */
export function functionSignature(name: string): FunctionSignature | undefined {
  return Object.hasOwn(functionSignatures, name) ? functionSignatures[name as FunctionName] : undefined;
}
