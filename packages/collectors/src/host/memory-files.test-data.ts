import type { FileSystemSize, HostFiles } from './host-files.ts';

/** A host made of texts, by paths such as `proc/stat`, `sys/fs/cgroup/memory.max`, `root/etc/os-release`. */
export function memoryFiles(
  texts: Readonly<Record<string, string>>,
  more: {
    readonly links?: Readonly<Record<string, string>>;
    readonly statfs?: (path: string) => Promise<FileSystemSize>;
  } = {},
): HostFiles {
  const children = (path: string, foldersOnly: boolean): string[] => {
    const names = new Set<string>();
    for (const file of [...Object.keys(texts), ...Object.keys(more.links ?? {})]) {
      if (!file.startsWith(`${path}/`)) continue;
      const [name = '', ...deeper] = file.slice(path.length + 1).split('/');
      if (!foldersOnly || deeper.length > 0) names.add(name);
    }
    return [...names].sort();
  };
  const clean = (path: string): string => path.replace(/\/+/g, '/').replace(/\/$/, '');
  return {
    proc: (path) => texts[clean(`proc/${path}`)],
    sys: (path) => texts[clean(`sys/${path}`)],
    root: (path) => texts[clean(`root/${path}`)],
    list: (area, path) => children(clean(`${area}/${path}`), false),
    folders: (path) => children(clean(`sys/${path}`), true),
    link: (area, path) => more.links?.[clean(`${area}/${path}`)] ?? '',
    statfs: more.statfs ?? (() => Promise.reject(new Error('no such file system'))),
  };
}
