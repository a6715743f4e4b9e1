import { formatDurationMs, parseDurationMs } from '../config/duration.ts';
import { relabel } from '../relabel/relabel.ts';
import type { ScrapeJob } from './scrape-job.ts';
import type { FoundTarget, TargetGroup } from './target-group.ts';

/** What came of one found target. */
export type Populated =
  | {
      readonly kind: 'target';
      readonly discoveredLabels: ReadonlyMap<string, string>;
      /** Those that samples get: no name begins with `__`. */
      readonly labels: ReadonlyMap<string, string>;
      readonly url: URL;
      readonly intervalMs: number;
      readonly timeoutMs: number;
    }
  | { readonly kind: 'dropped'; readonly discoveredLabels: ReadonlyMap<string, string> }
  | { readonly kind: 'bad'; readonly discoveredLabels: ReadonlyMap<string, string>; readonly message: string };

/**
 * From what discovery found to what is scraped, as Prometheus does it: defaults of the job, relabeling, then address, path,
 * parameters and times out of the labels that begin with `__`.
 */
export function populateLabels(job: ScrapeJob, group: TargetGroup, found: FoundTarget): Populated {
  const set = new Map<string, string>();
  for (const [name, value] of Object.entries(found.labels)) if (value !== '') set.set(name, value);
  for (const [name, value] of Object.entries(group.labels)) {
    if (value !== '' && !Object.hasOwn(found.labels, name)) set.set(name, value);
  }
  const byDefault = (name: string, value: string): void => {
    if (value !== '' && !set.has(name)) set.set(name, value);
  };
  byDefault('job', job.name);
  byDefault('__scrape_interval__', formatDurationMs(job.intervalMs));
  byDefault('__scrape_timeout__', formatDurationMs(job.timeoutMs));
  byDefault('__metrics_path__', job.metricsPath);
  byDefault('__scheme__', job.scheme);
  for (const [name, values] of Object.entries(job.params)) byDefault(`__param_${name}`, values[0] ?? '');
  const discoveredLabels = new Map(set);
  if (!relabel(set, job.relabel)) return { kind: 'dropped', discoveredLabels };
  const bad = (message: string): Populated => ({ kind: 'bad', discoveredLabels, message });

  const address = set.get('__address__') ?? '';
  if (address === '') return bad('no address: __address__ is empty after relabeling');
  if (address.includes('/')) return bad(`${JSON.stringify(address)} is no address: expected host:port, without a path`);
  const times = timesOf(set);
  if ('message' in times) return bad(times.message);
  const url = urlOf(job, set, address);
  if (typeof url === 'string') return bad(url);
  if (!set.has('instance')) set.set('instance', address);
  for (const name of set.keys()) if (name.startsWith('__')) set.delete(name);
  return { kind: 'target', discoveredLabels, labels: set, url, ...times };
}

function timesOf(
  set: ReadonlyMap<string, string>,
): { readonly intervalMs: number; readonly timeoutMs: number } | { readonly message: string } {
  const read = (name: string): number | undefined => parseDurationMs(set.get(name) ?? '');
  const intervalMs = read('__scrape_interval__');
  const timeoutMs = read('__scrape_timeout__');
  if (intervalMs === undefined || intervalMs <= 0) {
    return { message: `__scrape_interval__ is no duration: ${JSON.stringify(set.get('__scrape_interval__') ?? '')}` };
  }
  if (timeoutMs === undefined || timeoutMs <= 0) {
    return { message: `__scrape_timeout__ is no duration: ${JSON.stringify(set.get('__scrape_timeout__') ?? '')}` };
  }
  if (timeoutMs > intervalMs) return { message: 'the timeout of the scrape is longer than its interval' };
  return { intervalMs, timeoutMs };
}

/** @returns what is wrong, in words */
function urlOf(job: ScrapeJob, set: ReadonlyMap<string, string>, address: string): URL | string {
  const scheme = set.get('__scheme__') ?? '';
  if (scheme !== 'http' && scheme !== 'https')
    return `expected http or https as __scheme__, got ${JSON.stringify(scheme)}`;
  const path = set.get('__metrics_path__') ?? '';
  const url = URL.parse(`${scheme}://${address}`);
  if (url === null || url.username !== '') return `${JSON.stringify(address)} is no address: expected host:port`;
  const [before, query] = splitOnce(path.startsWith('/') || path === '' ? path : `/${path}`, '?');
  url.pathname = before;
  const params = new Map<string, readonly string[]>(Object.entries(job.params));
  for (const [label, value] of set) {
    if (!label.startsWith('__param_')) continue;
    const name = label.slice('__param_'.length);
    const known = params.get(name) ?? [];
    params.set(name, [value, ...known.slice(1)]);
  }
  const search = new URLSearchParams(query);
  // Sorted by name, as Prometheus encodes them.
  for (const [name, values] of [...params].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const value of values) search.append(name, value);
  }
  url.search = search.toString();
  return url;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
