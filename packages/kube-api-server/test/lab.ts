import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Target } from './api-client.ts';

/** The scripts that start real components; BINNACLE_LAB names another folder. */
const scripts = process.env['BINNACLE_LAB'] ?? fileURLToPath(new URL('../../../../shared/lab', import.meta.url));
const state = process.env['LAB'] ?? join(process.env['TMPDIR'] ?? tmpdir(), 'lab');

export const hasLab = existsSync(join(scripts, 'kubernetes.sh'));
/** The kubectl that belongs to the real cluster. */
export const kubectlPath = join(state, 'k8s-bin/kubectl');

/** Runs a command of the real cluster, such as `up 0`. */
export function kubernetes(...args: readonly string[]): string {
  return execFileSync(join(scripts, 'kubernetes.sh'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Builds the binaries of the real cluster; at once where they are there. */
export function buildKubernetes(): void {
  execFileSync(join(scripts, 'kubernetes-build.sh'), { stdio: 'ignore' });
}

/** The real API server with the rights of an administrator. */
export const realApiServer = (): Target => ({
  url: 'https://127.0.0.1:16443',
  ca: readFileSync(join(state, 'pki/ca.crt')),
  headers: { authorization: 'Bearer lab-admin-token' },
});
