import { posix } from 'node:path';
import type { Container, Pod } from '../kubernetes/objects.ts';

/** The flags of a component's command line, the last one of a name; `--flag value` and `--flag=value`. */
export function flagsOf({ command = [], args = [] }: Container): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  const words = [...command, ...args].flatMap(splitScript);
  for (let i = 0; i < words.length; i++) {
    const match = /^--?([a-zA-Z][\w.-]*)(?:=(.*))?$/s.exec(words[i]!);
    if (match === null) continue;
    const next = words[i + 1];
    const value = match[2] ?? (next !== undefined && !next.startsWith('-') ? next : 'true');
    flags.set(match[1]!, value);
  }
  return flags;
}

/** A command may stand in one word, behind `sh -c`. */
const splitScript = (word: string): readonly string[] =>
  /\s--?[a-zA-Z]/.test(word) ? word.split(/\s+/).filter((part) => part !== '') : [word];

/**
 * Where a file of a container is on the machine.
 *
 * @returns undefined when it is in no folder of the machine
 */
export function pathOnHost(path: string, container: Container, pod: Pod): string | undefined {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => b.mountPath.length - a.mountPath.length);
  for (const { name, mountPath } of mounts) {
    const folder = mountPath.replace(/\/$/, '');
    if (path !== folder && !path.startsWith(`${folder}/`)) continue;
    const host = pod.spec?.volumes?.find((volume) => volume.name === name)?.hostPath?.path;
    return host === undefined ? undefined : posix.join(host, path.slice(folder.length));
  }
  return undefined;
}
