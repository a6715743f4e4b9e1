interface KnownDifference {
  readonly query: RegExp;
  readonly reason: string;
}

/**
 * Queries to which the Prometheus at hand (3.5) and the one that Binnacle follows (3.14) answer differently. Numbers are
 * those of pull requests and issues of prometheus/prometheus; what is without a number stands in the scripts of 3.14.
 */
export const knownDifferences: readonly KnownDifference[] = [
  {
    query: /^(topk|bottomk|limitk)\(NaN,/,
    reason: 'the error now says "Parameter value is NaN"',
  },
  {
    query: /^(sum|avg)\(custom_|custom_seconds [-+] on\(job\)|sum\(custom_seconds\)$|sum\(rate\(custom_/,
    reason: 'histograms with different custom bounds are now brought to the bounds that they share',
  },
  {
    query: /(rate|increase)\(size_bytes/,
    reason: 'native histograms, too, are no longer extrapolated below a count of zero (#16828)',
  },
  {
    query: /^mad_over_time\(odd_mixed/,
    reason: 'NaN among the samples now makes the deviation NaN',
  },
  {
    query: /^histogram_fraction\(0, 0\.01, demo_/,
    reason: 'a lower bound within the first bucket no longer gives NaN (#17367)',
  },
  {
    query: /^info\(rate\(/,
    reason: 'info() now keeps in mind that the name is to be removed (#19413)',
  },
  {
    query: /^histogram_quantile\(0\.9, sum\(rate\(mixed_kinds/,
    reason: 'an empty metric name is now left out of warnings about the label "le"',
  },
  {
    query: /^demo_num_cpus(\[\]| offset)$/,
    reason: 'the error now lists step() and range(), too',
  },
  {
    query: /^(info\(demo_num_cpus, 1\)|\("a string"\))$/,
    reason: 'mistakes of 3.5: an "unexpected error" in place of the type, and none of a string in parentheses',
  },
  {
    query: /^(year|month|day_of_month|day_of_week|day_of_year|hour|minute)\(odd\)$/,
    reason: 'the date of NaN and of numbers that no 64-bit integer holds is left to the processor; ours is NaN',
  },
  {
    query: /^(ln|log10)\(odd\)$|^odd \^ ignoring/,
    reason: "Go's logarithm of a denormal number is wrong on amd64",
  },
];
