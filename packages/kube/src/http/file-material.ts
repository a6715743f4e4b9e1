import { readFileSync, statSync } from 'node:fs';

/** A certificate, key or token: given as it is, or in a file that may be replaced at any time. */
export type Material =
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'file'; readonly path: string };

export interface ReadMaterial {
  readonly bytes: Buffer;
  /** Changes whenever the content may have changed. */
  readonly stamp: string;
}

/**
 * Reads material, again only after its file changed. It follows symbolic links, so that the swap of a mounted Secret or of
 * a projected service account token shows.
 */
export class MaterialReader {
  readonly #material: Material;
  #last: ReadMaterial | undefined;

  constructor(material: Material) {
    this.#material = material;
  }

  /** @throws the error of the file system, with the path in it */
  read(): ReadMaterial {
    if (this.#material.kind === 'data') return (this.#last ??= { bytes: this.#material.bytes, stamp: 'data' });
    const { path } = this.#material;
    const stat = statSync(path, { bigint: true });
    const stamp = `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}`;
    if (this.#last?.stamp !== stamp) this.#last = { bytes: readFileSync(path), stamp };
    return this.#last;
  }
}
