import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { parse } from 'yaml';
import { isRecord, listAt, recordAt, textAt, type JsonRecord } from '../json.ts';

/** A cluster, user or context of a kubeconfig, with the file it stands in: relative paths are relative to that. */
export interface Entry {
  readonly value: JsonRecord;
  readonly path: string;
}

/** Several kubeconfig files seen as one, as kubectl does: the first file that names a thing wins. */
export interface Kubeconfig {
  readonly paths: readonly string[];
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
}

export type KubeconfigOutcome =
  | { readonly ok: true; readonly config: Kubeconfig }
  | { readonly ok: false; readonly kind: 'absent' | 'invalid'; readonly message: string };

const MAX_BYTES = 8 << 20;

/**
 * Reads and merges kubeconfig files.
 *
 * @param required whether each file has to be there; those of a KUBECONFIG list may be missing
 */
export function readKubeconfig(paths: readonly string[], required: boolean): KubeconfigOutcome {
  const contexts = new Map<string, Entry>();
  const clusters = new Map<string, Entry>();
  const users = new Map<string, Entry>();
  const read: string[] = [];
  let currentContext: string | undefined;
  for (const path of paths) {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      return { ok: false, kind: 'invalid', message: `cannot read the kubeconfig: ${(error as Error).message}` };
    }
    if (text.length > MAX_BYTES)
      return { ok: false, kind: 'invalid', message: `${path} is larger than 8 MiB: not a kubeconfig` };
    let value: unknown;
    try {
      // JSON is YAML too. Aliases are bounded, so that a small file cannot become a large value.
      value = parse(text, { maxAliasCount: 100 });
    } catch (error) {
      return { ok: false, kind: 'invalid', message: `${path} is not YAML: ${(error as Error).message.split('\n')[0]}` };
    }
    if (value === null || value === undefined) continue;
    if (!isRecord(value)) return { ok: false, kind: 'invalid', message: `${path} is not a kubeconfig` };
    read.push(path);
    const own = textAt(value, 'current-context');
    if (currentContext === undefined && own !== undefined && own !== '') currentContext = own;
    collect(value, 'contexts', 'context', path, contexts);
    collect(value, 'clusters', 'cluster', path, clusters);
    collect(value, 'users', 'user', path, users);
  }
  if (read.length === 0)
    return { ok: false, kind: 'absent', message: `there is no kubeconfig: looked for ${paths.join(', ')}` };
  return { ok: true, config: { paths: read, currentContext, contexts, clusters, users } };
}

function collect(value: JsonRecord, list: string, key: string, path: string, into: Map<string, Entry>): void {
  for (const item of listAt(value, list)) {
    const name = textAt(item, 'name');
    if (name === undefined || into.has(name)) continue;
    into.set(name, { value: recordAt(item, key) ?? {}, path });
  }
}

/** A path in a kubeconfig, relative to the file that says it. */
export const pathIn = (entry: Entry, path: string): string =>
  isAbsolute(path) ? path : resolve(dirname(entry.path), path);
