import { textAt } from '../json.ts';
import type { Material } from '../http/file-material.ts';
import { pathIn, type Entry } from './kubeconfig-file.ts';

export type MaterialOutcome =
  | { readonly ok: true; readonly material: Material | undefined }
  | { readonly ok: false; readonly message: string };

/** `KEY-data` in base64, else the path `KEY`. As kubectl does, data beats the path. */
export function materialAt(entry: Entry, key: string): MaterialOutcome {
  const data = textAt(entry.value, `${key}-data`) ?? '';
  if (data !== '') {
    const bytes = Buffer.from(data, 'base64');
    // Buffer.from skips what is not base64: a value that is not makes nothing, or something without PEM in it.
    if (!bytes.includes('-----BEGIN')) return { ok: false, message: `${key}-data is not base64 of PEM` };
    return { ok: true, material: { kind: 'data', bytes } };
  }
  const path = textAt(entry.value, key) ?? '';
  return { ok: true, material: path === '' ? undefined : { kind: 'file', path: pathIn(entry, path) } };
}
