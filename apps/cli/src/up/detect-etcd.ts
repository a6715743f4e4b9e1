import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { etcdConf, findEtcdEndpoints, probeEtcd, type EtcdEndpoint } from './etcd-input.ts';
import { findEtcdProcesses, type EtcdProcess } from './etcd-processes.ts';
import { hostProcFs } from './proc-fs.ts';

export const DETECTED_FILE = 'detected-etcd.conf';

/**
 * Looks for etcd members on this machine and writes an input for those that no file of the operator names yet.
 *
 * @returns the endpoints that the written file scrapes
 */
export async function detectEtcd(confDir: string, otherConfDirs: readonly string[]): Promise<EtcdEndpoint[]> {
  mkdirSync(confDir, { recursive: true });
  const file = join(confDir, DETECTED_FILE);
  rmSync(file, { force: true });
  const configured = [confDir, ...otherConfDirs].map(textOfConfFiles).join('\n');
  const members = findEtcdProcesses(hostProcFs()).filter((etcd) => !isNamedIn(configured, etcd));
  const fresh = await findEtcdEndpoints(members, probeEtcd);
  if (fresh.length > 0) writeFileSync(file, etcdConf(fresh));
  return fresh;
}

/** Whether the operator's files name one of the member's addresses; else it would be there twice. */
export const isNamedIn = (confText: string, { urls, clientUrls }: Pick<EtcdProcess, 'urls' | 'clientUrls'>): boolean =>
  [...urls, ...clientUrls].some((url) =>
    ['/', '"', "'"].some((end) => confText.includes(`//${new URL(url).host}${end}`)),
  );

function textOfConfFiles(dir: string): string {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.conf'))
      .map((name) => readFileSync(join(dir, name), 'utf8').replaceAll(/^\s*#.*$/gm, ''))
      .join('\n');
  } catch {
    // A folder that is not there names nothing; one that cannot be read is the agent's to report.
    return '';
  }
}
