import { readFileSync, statSync } from 'node:fs';

/** A file read from disk, with what is needed to see cheaply whether it was replaced. */
export interface ReadFile {
  readonly bytes: Buffer;
  readonly stamp: string;
}

/**
 * Identity of a file's content without reading it: follows symbolic links, so that the swap of a mounted ConfigMap or
 * Secret shows. '' where the file is absent.
 */
export function fileStamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? '' : `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}

/** Reads a small file (certificate, token), again only after it changed. Errors of the file system are thrown. */
export class WatchedFile {
  readonly path: string;
  #read: ReadFile | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** The content now, and whether it is another than at the last call. */
  read(): ReadFile {
    const stamp = fileStamp(this.path);
    if (this.#read === undefined || stamp === '' || stamp !== this.#read.stamp) {
      this.#read = { bytes: readFileSync(this.path), stamp };
    }
    return this.#read;
  }
}
