import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the host's file systems are seen: `/` outside containers, mounts such as `/host/proc` inside. */
export interface HostFolders {
  readonly proc: string;
  readonly sys: string;
  readonly root: string;
}

export interface FileSystemSize {
  readonly blockSize: number;
  readonly blocks: number;
  readonly free: number;
  readonly available: number;
  readonly files: number;
  readonly filesFree: number;
}

/** Reads the host's proc and sys. Kernel files are read at once: they are small and never wait for a disk. */
export interface HostFiles {
  /** Text of a file below proc, such as `stat` or `1/net/dev`; undefined where it cannot be read. */
  proc(path: string): string | undefined;
  /** Text of a file below sys. */
  sys(path: string): string | undefined;
  /** Text of a file of the host, such as `etc/os-release`. */
  root(path: string): string | undefined;
  /** Names in a folder below proc or sys, in order; none where it cannot be read. */
  list(area: 'proc' | 'sys', path: string): readonly string[];
  /** Names of the folders in a folder below sys. */
  folders(path: string): readonly string[];
  /** Where a symbolic link below proc or sys points; '' where it is none. */
  link(area: 'proc' | 'sys', path: string): string;
  /** Size of the file system mounted at a path of the host. Rejects where it cannot be told. */
  statfs(path: string): Promise<FileSystemSize>;
}

/** The most that is read of one file: /proc/interrupts and the like grow with the machine. */
const MAX_FILE_BYTES = 4 * 2 ** 20;

export function hostFiles(folders: HostFolders): HostFiles {
  let buffer = Buffer.allocUnsafe(64 * 1024);
  const read = (path: string): string | undefined => {
    let file: number | undefined;
    try {
      file = openSync(path, 'r');
      let length = 0;
      // Files of proc and sys say size 0 and are read until nothing comes any more.
      for (;;) {
        if (length === buffer.length) {
          if (length >= MAX_FILE_BYTES) break;
          buffer = Buffer.concat([buffer], buffer.length * 2);
        }
        const got = readSync(file, buffer, length, buffer.length - length, null);
        if (got === 0) break;
        length += got;
      }
      return buffer.toString('utf8', 0, length);
    } catch {
      return undefined;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  };
  return {
    proc: (path) => read(join(folders.proc, path)),
    sys: (path) => read(join(folders.sys, path)),
    root: (path) => read(join(folders.root, path)),
    list(area, path) {
      try {
        return readdirSync(join(folders[area], path)).sort();
      } catch {
        return [];
      }
    },
    folders(path) {
      try {
        const entries = readdirSync(join(folders.sys, path), { withFileTypes: true });
        return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
      } catch {
        return [];
      }
    },
    link(area, path) {
      try {
        return readlinkSync(join(folders[area], path));
      } catch {
        return '';
      }
    },
    async statfs(path) {
      const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(join(folders.root, path));
      return { blockSize: bsize, blocks, free: bfree, available: bavail, files, filesFree: ffree };
    },
  };
}
