/** An answer of the query API, with its status. */
export interface QueryAnswer {
  readonly status: number;
  readonly body: QueryBody;
}

export interface QueryBody {
  readonly status: string;
  readonly errorType?: string;
  readonly error?: string;
  readonly data?: {
    readonly resultType: string;
    readonly result: unknown;
    readonly stats?: { readonly samples: Readonly<Record<string, unknown>> };
  };
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

interface JsonHistogram {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [number, string, string, string])[];
}

interface Item {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
  readonly histogram?: readonly [number, JsonHistogram];
  readonly histograms?: readonly (readonly [number, JsonHistogram])[];
}

/** Says of two numbers as text whether they are the same. */
type SameNumber = (a: string, b: string) => boolean;

/** What differs between two answers; undefined when nothing that has a meaning does. */
export function compareAnswers(
  wanted: QueryAnswer,
  actual: QueryAnswer,
  query: string,
  tolerance = 1e-9,
): string | undefined {
  if (wanted.status !== actual.status)
    return `status ${actual.status}, want ${wanted.status}: ${brief(actual.body)}, want ${brief(wanted.body)}`;
  const [a, b] = [wanted.body, actual.body].map(inStableOrder) as [QueryBody, QueryBody];
  for (const key of ['status', 'errorType', 'error'] as const)
    if (a[key] !== b[key]) return `${key} ${JSON.stringify(b[key])}, want ${JSON.stringify(a[key])}`;
  if (a.data?.resultType !== b.data?.resultType) return `type ${b.data?.resultType}, want ${a.data?.resultType}`;
  return (
    compareResults(a.data, b.data, query, (x, y) => sameNumber(x, y, tolerance)) ??
    compareNotes('warnings', a, b) ??
    compareNotes('infos', a, b)
  );
}

/** The two series that an error names come in the order of a map in Prometheus 3.5, and sorted later (#18810). */
const inStableOrder = (body: QueryBody): QueryBody => {
  const [, before, pair, after] =
    /^(found duplicate series .*: \[)(.*)(\];many-to-many.*)$/.exec(body.error ?? '') ?? [];
  if (pair === undefined) return body;
  return {
    ...body,
    error: `${before}${pair
      .split(/(?<=\}), (?=\{)/)
      .toSorted()
      .join(', ')}${after}`,
  };
};

const brief = (body: QueryBody): string => JSON.stringify(body).slice(0, 300);

function compareNotes(key: 'warnings' | 'infos', wanted: QueryBody, actual: QueryBody): string | undefined {
  // Prometheus keeps them in a map, so that their order says nothing; that of sorting in vain came after 3.5 (#18498).
  const [a, b] = [wanted, actual].map((body) =>
    JSON.stringify((body[key] ?? []).filter((note) => !note.includes('sort is ineffective')).toSorted()),
  );
  return a === b ? undefined : `${key} ${b}, want ${a}`;
}

function compareResults(
  wanted: QueryBody['data'],
  actual: QueryBody['data'],
  query: string,
  sameAs: SameNumber,
): string | undefined {
  if (wanted === undefined || actual === undefined) return undefined;
  const type = wanted.resultType;
  if (type === 'scalar' || type === 'string') {
    const [[, a], [, b]] = [wanted.result, actual.result] as [[number, string], [number, string]];
    const same = type === 'scalar' ? sameAs(a, b) : a === b;
    return same ? undefined : `${type} ${b}, want ${a}`;
  }
  let [a, b] = [wanted.result, actual.result] as [Item[], Item[]];
  // An instant vector has an order only where the query gives it one; a matrix is ordered by its labels.
  if (type === 'vector' && !/^\s*(sort\w*|topk|bottomk)\s*\(/.test(query))
    [a, b] = [a, b].map(byLabels) as [Item[], Item[]];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === undefined)
      return `${b.length} series, want ${a.length}: too many is ${JSON.stringify(b[i]).slice(0, 200)}`;
    if (b[i] === undefined)
      return `${b.length} series, want ${a.length}: missing is ${JSON.stringify(a[i]).slice(0, 200)}`;
    const problem = compareItem(a[i]!, b[i]!, sameAs);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const byLabels = (items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, key: labelsOf(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);

const labelsOf = ({ metric }: Item): string =>
  JSON.stringify(Object.entries(metric).toSorted(([a], [b]) => (a < b ? -1 : 1)));

function compareItem(wanted: Item, actual: Item, sameAs: SameNumber): string | undefined {
  const name = labelsOf(wanted);
  if (name !== labelsOf(actual)) return `series ${labelsOf(actual)}, want ${name}`;
  const floats = [wanted, actual].map(({ value, values }) => values ?? (value ? [value] : []));
  const histograms = [wanted, actual].map(({ histogram, histograms: all }) => all ?? (histogram ? [histogram] : []));
  return comparePoints(name, floats, sameAs) ?? comparePoints(name, histograms, (a, b) => sameHistogram(a, b, sameAs));
}

function comparePoints<T>(
  name: string,
  [wanted = [], actual = []]: readonly (readonly (readonly [number, T])[])[],
  same: (a: T, b: T) => boolean,
): string | undefined {
  for (let i = 0; i < Math.max(wanted.length, actual.length); i++) {
    const [a, b] = [wanted[i], actual[i]];
    if (a === undefined || b === undefined || a[0] !== b[0] || !same(a[1], b[1]))
      return `${name}, point ${i} of ${wanted.length}: ${JSON.stringify(b)}, want ${JSON.stringify(a)}`;
  }
  return undefined;
}

/** Equal as text, or numbers that differ by no more than a billionth. */
export function sameNumber(a: string, b: string, tolerance = 1e-9): boolean {
  if (a === b) return true;
  const [x, y] = [parse(a), parse(b)];
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}

const parse = (text: string): number => (/^[+-]?Inf$/.test(text) ? NaN : Number(text));

const sameHistogram = (a: JsonHistogram, b: JsonHistogram, sameAs: SameNumber): boolean =>
  sameAs(a.count, b.count) &&
  sameAs(a.sum, b.sum) &&
  (a.buckets?.length ?? 0) === (b.buckets?.length ?? 0) &&
  (a.buckets ?? []).every(([sides, ...numbers], i) => {
    const [otherSides, ...others] = b.buckets![i]!;
    return sides === otherSides && numbers.every((text, k) => sameAs(text, others[k]!));
  });
