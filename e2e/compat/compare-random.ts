import type { QueryAnswer } from './compare-answers.ts';

/**
 * What differs by definition between Prometheus 3.5, which is at hand, and 3.14, which Binnacle follows; see
 * `known-differences.ts` for changes with their numbers, and decision 0253.
 */
const CHANGED: readonly RegExp[] = [
  // NaN among the samples makes the deviation NaN; fractions of classic histograms are no longer NaN at times.
  /mad_over_time|histogram_fraction/,
  // The processor decides in Go.
  /\b(minute|hour|month|year|day_\w+|days_in_month)\(./,
  // A name that is to go is forgotten by comparisons, subqueries and sets; a match that a comparison drops does not count.
  /last_over_time\(\(| (==|!=|<|>|<=|>=) |\) (and|or|unless)\b/,
  // Parameters are looked at even where there is nothing to choose from.
  /(topk|bottomk|limitk)[^(]*(\(.*\))?\s*\((.*\b|-)?(Inf|1e308|NaN|scalar)/,
  // Rates of gauges that are native histograms end at zero; histograms that a subquery repeats are mixed up.
  // An offset is forgotten by timestamp(x @ t offset d), and a nested subquery moves what is fixed by @ within it.
  /timestamp\(.*@.*offset|timestamp\(.*offset.*@|\[.*@.*\[|@.*\[.*\[/,
  // Matchers come in another order after the storage has sorted them for itself.
  /absent(_over_time)?\(.*(!=|!~)/,
  // Which of two zeros comes first.
  /quantile.*\b(zero|odd)\b/,
  /sizes.*\[|(mixed|h|w|custom)\b.*\)\[/,
  // Parentheses around one length of time are kept.
  /\[-\(|offset -?\(/,
];

/**
 * A heap and a sort leave equals in the order that a map had, and so does what limits series that were calculated. The natural
 * order of labels has no place for an empty one.
 */
const UNDECIDED = /(topk|bottomk|limitk|limit_ratio).*\(.*\(|sort(_desc)?\(|sort_by_label|count_values/;

export const isComparable = (query: string): boolean => !CHANGED.some((it) => it.test(query)) && !UNDECIDED.test(query);

/** An answer in the words of the later release, without what only one of the two knows. */
export function inLaterWords({ status, body }: QueryAnswer, query: string, isRange: boolean): QueryAnswer {
  const reword = (text: string): string => {
    const later = text
      .replace(/ for metric name ""/, '')
      .replace(/"<Item \d+>" /, '')
      .replace('Scalar value NaN overflows int64', 'Parameter value is NaN')
      .replace(/, from buckets .* to \d{4}-\S+Z/, '');
    // Series that were calculated step by step come in the order of a map, so that any two of them may be named.
    return isRange ? later.replace(/for the match group .* on the|operation: \[.*\]/g, '') : later;
  };
  // Of a subquery, and of what is in parentheses, the place is 1:1 or that of the parenthesis in 3.5.
  const placeless = /\(\(|[\])]\)|:\S*\]/.test(query);
  const notes = (texts: readonly string[] = []): string[] =>
    [...new Set(texts.map(reword).map((text) => (placeless ? text.replace(/ \(\d+:\d+\)$/, '') : text)))]
      // The first is told since 3.12; of several of the second, 3.5 tells one; for the third it depends on chunks.
      .filter((text) => !/sort is ineffective|incompatible sample types|conflicting counter resets/.test(text));
  return {
    status,
    body: {
      ...body,
      ...(body.error === undefined ? {} : { error: reword(body.error) }),
      warnings: notes(body.warnings),
      infos: notes(body.infos),
    },
  };
}
