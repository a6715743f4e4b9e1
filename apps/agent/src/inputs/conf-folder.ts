import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isError, problemAt, type Problem } from '../config/problem.ts';
import { fileStamp } from '../scrape/watched-file.ts';
import { parseConfFile, type ConfFile, type PromInput } from './conf-file.ts';
import type { LocalInput } from './local-inputs.ts';

/** What is in force for one file, and what is wrong with its present content. */
export interface LoadedFile {
  readonly file: string;
  readonly inputs: readonly PromInput[];
  readonly local: readonly LocalInput[];
  readonly problems: readonly Problem[];
}

interface KnownFile extends LoadedFile {
  readonly stamp: string;
  /** At least one version was without errors. */
  readonly wasGood: boolean;
}

const MAX_DEPTH = 16;

/**
 * The `*.conf` files below some folders. `scan` reads what has changed. A version with an error does not replace one that
 * was good; where none was, the inputs without errors run.
 */
export class ConfFolder {
  readonly #folders: readonly string[];
  readonly #files = new Map<string, KnownFile>();
  #folderProblems: readonly Problem[] = [];

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  get files(): readonly LoadedFile[] {
    return [...this.#files.values()];
  }

  /** Folders that cannot be read. One that is absent is none: it may be mounted later. */
  get problems(): readonly Problem[] {
    return this.#folderProblems;
  }

  /** @returns whether anything is different from the last call */
  scan(): boolean {
    const problems: Problem[] = [];
    const paths = new Set(
      this.#folders.flatMap((folder) => [...filesBelow(folder, problems, (name) => name.endsWith('.conf'))]),
    );
    let changed = JSON.stringify(problems) !== JSON.stringify(this.#folderProblems);
    this.#folderProblems = problems;
    for (const path of this.#files.keys()) {
      if (paths.has(path)) continue;
      this.#files.delete(path);
      changed = true;
    }
    for (const path of [...paths].sort()) {
      const stamp = fileStamp(path);
      const known = this.#files.get(path);
      // Between two looks a file may be absent for a moment, while it is replaced.
      if (stamp === '' || known?.stamp === stamp) continue;
      this.#files.set(path, merge(known, readConf(path), stamp));
      changed = true;
    }
    return changed;
  }
}

function merge(known: KnownFile | undefined, read: ConfFile, stamp: string): KnownFile {
  const isGood = !read.problems.some(isError);
  if (isGood || known?.wasGood !== true) {
    return { file: read.file, inputs: read.inputs, local: read.local, problems: read.problems, stamp, wasGood: isGood };
  }
  const kept = problemAt(
    { file: read.file },
    'warning',
    'last_good_kept',
    'the last good version of this file stays in force',
  );
  return { ...known, problems: [...read.problems, kept], stamp };
}

function readConf(path: string): ConfFile {
  try {
    return parseConfFile(path, readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const problem = problemAt({ file: path }, 'error', 'unreadable', `cannot be read: ${String(error.code)}`);
    return { file: path, inputs: [], local: [], problems: [problem] };
  }
}

/** Paths of the files whose names fit, at any depth. Follows links, but no folder twice. */
export function* filesBelow(top: string, problems: Problem[], fits: (name: string) => boolean): Generator<string> {
  const visited = new Set<string>();
  const walk = function* (folder: string, depth: number): Generator<string> {
    let names: string[];
    try {
      const real = realpathSync(folder);
      if (visited.has(real) || depth > MAX_DEPTH) return;
      visited.add(real);
      names = readdirSync(folder).sort();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      if (code !== 'ENOENT')
        problems.push(problemAt({ file: folder }, 'error', 'unreadable', `cannot read this folder: ${code}`));
      return;
    }
    for (const name of names) {
      // Kubernetes keeps the versions of a mounted ConfigMap in folders that begin so, and links to the one in force.
      if (name.startsWith('..')) continue;
      const path = join(folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isDirectory() === true) yield* walk(path, depth + 1);
      else if (stat?.isFile() === true && fits(name)) yield path;
    }
  };
  yield* walk(top, 0);
}
