import { readFileSync } from 'node:fs';
import { isError, problemAt, type Place, type Problem } from '../../config/problem.ts';
import { issuesToProblems } from '../../inputs/issues-to-problems.ts';
import { filesOfPattern } from '../files-of-pattern.ts';
import type { ScrapeJob } from '../scrape-job.ts';
import { unknownDiscovery } from './discovery-schema.ts';
import { beside } from './http-client.ts';
import { jobOfConfig } from './job-of-config.ts';
import {
  globalKeys,
  prometheusFileSchema,
  scrapeConfigKeys,
  scrapeConfigSchema,
  topKeys,
  UNUSED_PARTS,
  type GlobalWritten,
} from './scrape-config-schema.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

export interface PrometheusFile {
  readonly file: string;
  /** Those without errors. */
  readonly jobs: readonly ScrapeJob[];
  /** Warnings of a job are in the job only. */
  readonly problems: readonly Problem[];
  /** Files that it includes. */
  readonly included: readonly string[];
}

export interface ReadOptions {
  /** Values for `${NAME}` in external labels. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readText: (path: string) => string;
}

export const readFromDisk: ReadOptions['readText'] = (path) => readFileSync(path, 'utf8');

/** Whether a YAML file is meant for us: others in the same folder may be lists of targets, or settings. */
export const hasScrapeConfigs = (text: string): boolean => /^(scrape_configs|scrape_config_files)\s*:/m.test(text);

/**
 * Reads a whole prometheus.yml: `global`, `scrape_configs` and `scrape_config_files` count; the other parts are accepted and said to
 * do nothing. Never throws.
 */
export function parsePrometheusFile(file: string, text: string, options: ReadOptions): PrometheusFile {
  const yaml = readYaml(file, text);
  const problems: Problem[] = [...yaml.problems];
  if (yaml.value === undefined) return { file, jobs: [], problems, included: [] };
  const parsed = prometheusFileSchema.safeParse(yaml.value === '' ? {} : yaml.value);
  if (!parsed.success) {
    problems.push(...issuesOf(parsed.error.issues, '', yaml));
    return { file, jobs: [], problems, included: [] };
  }
  for (const [part, instead] of Object.entries(UNUSED_PARTS)) {
    if (parsed.data[part as keyof typeof UNUSED_PARTS] === undefined) continue;
    problems.push(problemAt(yaml.placeOf(part), 'warning', 'no_effect', `${part} is not used: ${instead}`));
  }
  const global = parsed.data.global ?? {};
  const externalLabels = new Map(
    Object.entries(global.external_labels ?? {}).map(([name, value]) => [name, expandEnv(value, options.env)]),
  );
  const jobs: ScrapeJob[] = [];
  const names = new Map<string, Place>();
  const take = (from: YamlFile, entries: readonly unknown[], path: string): void => {
    for (const [i, entry] of entries.entries()) {
      const read = readJob(entry, `scrape_configs[${i}]`, from, path, global, externalLabels);
      problems.push(...read.problems);
      if (read.job === undefined) continue;
      const first = names.get(read.job.name);
      if (first !== undefined) {
        const where = `${first.file ?? ''}${first.line === undefined ? '' : `:${first.line}`}`;
        const message = `job_name ${JSON.stringify(read.job.name)} is taken: ${where}`;
        problems.push(problemAt(from.placeOf(`scrape_configs[${i}].job_name`), 'error', 'bad_value', message));
        continue;
      }
      names.set(read.job.name, read.job.place);
      jobs.push(read.job);
    }
  };
  take(yaml, parsed.data.scrape_configs ?? [], file);
  const included: string[] = [];
  for (const [i, pattern] of (parsed.data.scrape_config_files ?? []).entries()) {
    const place = yaml.placeOf(`scrape_config_files[${i}]`);
    for (const path of filesOfPattern(beside(file, pattern))) {
      included.push(path);
      const inner = readIncluded(path, place, options);
      problems.push(...inner.problems);
      if (inner.yaml !== undefined) take(inner.yaml, inner.entries, path);
    }
  }
  return { file, jobs, problems, included };
}

function readJob(
  entry: unknown,
  path: string,
  yaml: YamlFile,
  file: string,
  global: GlobalWritten,
  externalLabels: ReadonlyMap<string, string>,
): { readonly job?: ScrapeJob; readonly problems: readonly Problem[] } {
  const parsed = scrapeConfigSchema.safeParse(entry);
  if (!parsed.success) return { problems: issuesOf(parsed.error.issues, path, yaml) };
  const placeOf = (inner: string): Place => yaml.placeOf(inner === '' ? path : `${path}.${inner}`);
  const { job, problems } = jobOfConfig(parsed.data, global, externalLabels, file, placeOf);
  return problems.some(isError) ? { problems } : { job, problems };
}

type Issues = Parameters<typeof issuesToProblems>[0];

/** The findings of a schema, with a word about kinds of discovery that there are not. */
function issuesOf(issues: Issues, prefix: string, yaml: YamlFile): Problem[] {
  const keys = prefix === '' ? topKeys : scrapeConfigKeys;
  return issuesToProblems(issues, prefix, keys, yaml.placeOf).map((problem) => {
    if (problem.code !== 'unknown_option') return problem;
    const key = (problem.key ?? '').split('.').at(-1)!;
    const discovery = key.endsWith('_sd_configs') ? unknownDiscovery(key) : undefined;
    if (discovery !== undefined) return { ...problem, advice: discovery };
    const isGlobal = problem.key?.startsWith('global.') === true;
    return isGlobal ? { ...problem, advice: `Expected one of ${globalKeys.join(', ')}` } : problem;
  });
}

function readIncluded(
  path: string,
  place: Place,
  options: ReadOptions,
): { readonly yaml?: YamlFile; readonly entries: readonly unknown[]; readonly problems: readonly Problem[] } {
  let text: string;
  try {
    text = options.readText(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { entries: [], problems: [problemAt(place, 'error', 'unreadable', `${path} cannot be read: ${code}`)] };
  }
  const yaml = readYaml(path, text);
  if (yaml.value === undefined) return { entries: [], problems: yaml.problems };
  const parsed = prometheusFileSchema.pick({ scrape_configs: true }).safeParse(yaml.value === '' ? {} : yaml.value);
  if (!parsed.success) return { entries: [], problems: issuesOf(parsed.error.issues, '', yaml) };
  return { yaml, entries: parsed.data.scrape_configs ?? [], problems: [] };
}

/** `${NAME}` and `$NAME`; `$$` is a dollar sign. */
function expandEnv(value: string, env: ReadOptions['env']): string {
  return value.replaceAll(/\$(?:\$|\{([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g, (whole, braced?: string, bare?: string) =>
    whole === '$$' ? '$' : (env[braced ?? bare ?? ''] ?? ''),
  );
}
