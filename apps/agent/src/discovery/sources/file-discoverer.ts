import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { problemAt, type Place, type Problem } from '../../config/problem.ts';
import { watchFolders } from '../../inputs/watch-files.ts';
import type { Clock } from '../../scrape/schedule.ts';
import { fileStamp } from '../../scrape/watched-file.ts';
import { filesOfPattern } from '../files-of-pattern.ts';
import type { Discoverer, TargetGroup } from '../target-group.ts';
import { readTargetGroups } from './read-target-groups.ts';
import { groupOf } from './static-discoverer.ts';

/** Larger ones are accidents. */
const MAX_BYTES = 16 * 1024 * 1024;

interface KnownFile {
  readonly stamp: string;
  /** Of the last good content. */
  readonly groups: readonly TargetGroup[];
  readonly problem: Problem | undefined;
}

/**
 * `file_sd_configs`: lists of targets in files, JSON or YAML, by path or pattern (`*` in the file's name). A change is seen at
 * once; a file that cannot be read leaves its last good targets in force.
 */
export class FileDiscoverer implements Discoverer {
  readonly #patterns: readonly string[];
  readonly #place: Place;
  readonly #clock: Clock;
  readonly #files = new Map<string, KnownFile>();
  #emit: (group: TargetGroup) => void = () => {};
  #endWatching = (): void => {};

  constructor(patterns: readonly string[], place: Place, clock: Clock) {
    this.#patterns = patterns;
    this.#place = place;
    this.#clock = clock;
  }

  get problems(): readonly Problem[] {
    return [...this.#files.values()].flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  }

  start(emit: (group: TargetGroup) => void): void {
    this.#emit = emit;
    this.look();
    this.#endWatching = watchFolders([...new Set(this.#patterns.map(dirname))], this.#clock, () => this.look());
  }

  stop(): void {
    this.#endWatching();
  }

  /** Reads what changed. */
  look(): void {
    const paths = new Set(this.#patterns.flatMap(filesOfPattern));
    for (const [path, known] of this.#files) {
      if (paths.has(path)) continue;
      this.#files.delete(path);
      for (const { source } of known.groups) this.#emit({ source, labels: {}, targets: [] });
    }
    for (const path of paths) {
      const stamp = fileStamp(path);
      const known = this.#files.get(path);
      if (stamp === '' || known?.stamp === stamp) continue;
      this.#read(path, stamp, known);
    }
  }

  #read(path: string, stamp: string, known: KnownFile | undefined): void {
    const read = readFile(path);
    if (typeof read === 'string') {
      const problem = problemAt({ ...this.#place, file: path }, 'error', 'bad_target_file', read);
      this.#files.set(path, { stamp, groups: known?.groups ?? [], problem });
      return;
    }
    this.#files.set(path, { stamp, groups: read, problem: undefined });
    const now = new Set(read.map(({ source }) => source));
    for (const group of read) this.#emit(group);
    for (const { source } of known?.groups ?? []) {
      if (!now.has(source)) this.#emit({ source, labels: {}, targets: [] });
    }
  }
}

/** The groups of a file, or what is wrong with it. */
function readFile(path: string): readonly TargetGroup[] | string {
  let value: unknown;
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) return `larger than ${MAX_BYTES / 1024 / 1024} MB`;
    const text = bytes.toString('utf8');
    value = path.endsWith('.json') ? JSON.parse(text) : parse(text, { maxAliasCount: 100 });
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return `cannot be read: ${message}`;
  }
  const read = readTargetGroups(value);
  if (!read.ok) return read.message;
  // The label by which Prometheus says where a target comes from.
  return read.groups.map((group, i) =>
    groupOf(`${path}:${i}`, { ...group, labels: { ...group.labels, __meta_filepath: path } }),
  );
}
