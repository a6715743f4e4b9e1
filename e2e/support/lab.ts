import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The scripts that start real components; BINNACLE_LAB names another folder. */
const scripts = process.env['BINNACLE_LAB'] ?? fileURLToPath(new URL('../../../shared/lab', import.meta.url));
/** Where the scripts keep their state. */
export const labFolder = process.env['LAB'] ?? join(process.env['TMPDIR'] ?? tmpdir(), 'lab');

export const hasLab = existsSync(join(scripts, 'kubernetes.sh'));
export const labScript = (name: string): string => join(scripts, name);
export const kubernetesScript = join(scripts, 'kubernetes.sh');
/** Certificates of the real cluster. */
export const pki = (name: string): string => join(labFolder, 'pki', name);

/** Runs a command of the real cluster, such as `up 2`. */
export const kubernetes = (...args: readonly string[]): string =>
  execFileSync(kubernetesScript, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });

/** kubectl as administrator of the real cluster; `input` goes to its standard input. */
export function kubectl(args: readonly string[], input = ''): string {
  const run = spawnSync(kubernetesScript, ['kubectl', ...args], { encoding: 'utf8', input, maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${run.stdout}${run.stderr}`);
  return run.stdout;
}
