import { readFileSync } from 'node:fs';
import { isError, problemAt, type Problem } from '../../config/problem.ts';
import { filesBelow } from '../../inputs/conf-folder.ts';
import { fileStamp } from '../../scrape/watched-file.ts';
import type { ScrapeJob } from '../scrape-job.ts';
import { hasScrapeConfigs, parsePrometheusFile, readFromDisk, type PrometheusFile } from './read-prometheus-file.ts';

interface KnownFile {
  /** Of the file and of all that it includes. */
  readonly stamp: string;
  readonly read: PrometheusFile | undefined;
  /** In force: of the last version without errors, or else what is good of this one. */
  readonly jobs: readonly ScrapeJob[];
  readonly problems: readonly Problem[];
  readonly wasGood: boolean;
}

/**
 * The files with `scrape_configs`: those that the settings name, and every `*.yml` and `*.yaml` below the conf folders that has
 * any. A version with an error does not replace one that was good.
 */
export class PrometheusFiles {
  readonly #named: readonly string[];
  readonly #folders: readonly string[];
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #files = new Map<string, KnownFile>();

  constructor(named: readonly string[], folders: readonly string[], env: Readonly<Record<string, string | undefined>>) {
    this.#named = named;
    this.#folders = folders;
    this.#env = env;
  }

  get jobs(): readonly ScrapeJob[] {
    return [...this.#files.values()].flatMap(({ jobs }) => jobs);
  }

  get problems(): readonly Problem[] {
    return [...this.#files.values()].flatMap(({ problems }) => problems);
  }

  /** @returns whether anything is different from the last call */
  scan(): boolean {
    const found = this.#folders.flatMap((folder) => [...filesBelow(folder, [], (name) => /\.ya?ml$/.test(name))]);
    const paths = new Set([...this.#named, ...found]);
    let changed = false;
    for (const path of this.#files.keys()) {
      if (paths.has(path)) continue;
      this.#files.delete(path);
      changed = true;
    }
    for (const path of paths) {
      const known = this.#files.get(path);
      const stamp = stampOf(path, known?.read?.included ?? []);
      if (known !== undefined && known.stamp === stamp) continue;
      // A named file that is absent is a problem; between two versions any file may be absent for a moment.
      if (fileStamp(path) === '' && known?.read !== undefined) continue;
      this.#files.set(path, this.#read(path, known));
      changed = true;
    }
    return changed;
  }

  #read(path: string, known: KnownFile | undefined): KnownFile {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      const message = code === 'ENOENT' ? 'no such file' : `cannot be read: ${code}`;
      const problems = [problemAt({ file: path }, 'error', 'unreadable', message)];
      return { stamp: stampOf(path, []), read: undefined, jobs: known?.jobs ?? [], problems, wasGood: false };
    }
    if (!this.#named.includes(path) && !hasScrapeConfigs(text)) {
      return { stamp: stampOf(path, []), read: undefined, jobs: [], problems: [], wasGood: false };
    }
    const read = parsePrometheusFile(path, text, { env: this.#env, readText: readFromDisk });
    const stamp = stampOf(path, read.included);
    const isGood = !read.problems.some(isError);
    if (isGood || known?.wasGood !== true) {
      return { stamp, read, jobs: read.jobs, problems: read.problems, wasGood: isGood };
    }
    const message = 'the last good version of this file stays in force';
    const kept = problemAt({ file: path }, 'warning', 'last_good_kept', message);
    return { stamp, read, jobs: known.jobs, problems: [...read.problems, kept], wasGood: true };
  }
}

const stampOf = (path: string, included: readonly string[]): string => [path, ...included].map(fileStamp).join();
