import { didYouMean } from './did-you-mean.ts';

/**
 * What the agent collects by itself, under the names that people know from the reference agent, and three that it has not:
 * `pressure`, `kubernetes` and `discovery`.
 */
export const INPUT_NAMES = [
  'container',
  'cpu',
  'disk',
  'diskio',
  'mem',
  'swap',
  'net',
  'netstat',
  'system',
  'host_processes',
  'hostobject',
  'pressure',
  'kubernetes',
  'discovery',
] as const;
export type InputName = (typeof INPUT_NAMES)[number];

/** What the collector of the machine reads. */
export const HOST_INPUTS: ReadonlySet<InputName> = new Set([
  'cpu',
  'disk',
  'diskio',
  'mem',
  'swap',
  'net',
  'netstat',
  'system',
  'host_processes',
  'pressure',
]);

/** Of the reference agent, without a counterpart of that name here: most of them receive traces and logs. */
export const OTHER_INPUTS: ReadonlySet<string> = new Set(
  'ddtrace logfwdserver logging opentelemetry profile rum skywalking statsd zipkin jaeger pinpoint dk gpu_smi'.split(
    ' ',
  ),
);

/** Switching `container` on or off does the same with what the reference agent's container input contains. */
const CONTAINED: readonly InputName[] = ['kubernetes', 'discovery'];

export interface EnabledInputs {
  readonly names: ReadonlySet<InputName>;
  /** Names that exist in the reference agent only. */
  readonly others: readonly string[];
  /** Words that are no input at all, each with what was meant perhaps. */
  readonly unknown: readonly string[];
}

/**
 * Reads a list of inputs. A list of names is exactly these; `-name` takes one away, from all where the list has nothing
 * else; `all` and `none` are understood.
 *
 * @param isArticles  the reference agent's variable: its `container` stands for more than ours
 */
export function readInputNames(list: readonly string[], isArticles: boolean): EnabledInputs {
  const others: string[] = [];
  const unknown: string[] = [];
  const isNegative = (word: string): boolean => word.startsWith('-');
  const names = new Set<InputName>(list.every(isNegative) ? INPUT_NAMES : []);
  const each = (word: string, act: (name: InputName) => void): void => {
    const name = INPUT_NAMES.find((known) => known === word);
    if (name !== undefined) {
      act(name);
      if (isArticles && name === 'container') for (const contained of CONTAINED) act(contained);
      // There is no such switch in the reference agent: what measures the machine measures this.
      if (isArticles && name === 'cpu') act('pressure');
    } else if (word === 'all') for (const all of INPUT_NAMES) act(all);
    else if (OTHER_INPUTS.has(word)) others.push(word);
    else if (word !== 'prom' && word !== 'none') {
      const near = didYouMean(word, INPUT_NAMES);
      unknown.push(near === undefined ? JSON.stringify(word) : `${JSON.stringify(word)} (did you mean ${near}?)`);
    }
  };
  for (const word of list) if (!isNegative(word)) each(word, (name) => names.add(name));
  for (const word of list) if (isNegative(word)) each(word.slice(1), (name) => names.delete(name));
  return { names, others, unknown };
}
