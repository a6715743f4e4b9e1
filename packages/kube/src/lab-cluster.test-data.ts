import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const folder = process.env['BINNACLE_LAB'] ?? fileURLToPath(new URL('../../../../shared/lab', import.meta.url));
const script = join(folder, 'kubernetes.sh');

/** The scripts that start a real Kubernetes are not part of the repository: tests that need them are skipped where they are absent. */
export const haveLab = existsSync(script);

/** State of the cluster: kubeconfigs, certificates. */
export const labFolder = join(process.env['LAB'] ?? join(process.env['TMPDIR'] ?? tmpdir(), 'lab'));

async function lab(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(script, args, { maxBuffer: 64 << 20, timeout: 15 * 60_000 });
  return stdout;
}

/** A real Kubernetes 1.20 cluster on this machine: API server, controllers, kubelets with containers. */
export const labCluster = {
  kubeconfig: join(labFolder, 'kubernetes/admin.kubeconfig'),
  caFile: join(labFolder, 'pki/ca.crt'),
  server: 'https://127.0.0.1:16443',
  /** Starts what does not run; takes half a minute, or some more when the programs have to be built. */
  up: (nodes: number): Promise<string> => lab('up', String(nodes)),
  /** Pods that serve, crash, run out of memory, wait; one object of most kinds; the service account `observer`. */
  workload: (): Promise<string> => lab('workload'),
  token: async (namespace: string, serviceAccount: string): Promise<string> =>
    (await lab('token', namespace, serviceAccount)).trim(),
  kubectl: (...args: readonly string[]): Promise<string> => lab('kubectl', ...args),
  /** Ends `apiserver`, `kcm`, `scheduler` or `kubeletN` as a crash would. */
  kill: (name: string): Promise<string> => lab('kill', name),
  down: (): Promise<string> => lab('down'),
};

/** Asks again and again until `isTrue`; says what it waited for when it never is. */
export async function eventually(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 90_000,
): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > endMs) throw new Error(`not within ${timeoutMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
