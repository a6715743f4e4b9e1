import { objectOf, textOf, type Json } from './json.ts';

/** A transformation has its kind under `id`, in the newest form under `kind` or `group`. */
export function transformationOf(it: Json): { readonly kind: string; readonly options: Json } {
  const spec = objectOf(it['spec']);
  const kind = textOf(it['id']) || textOf(it['group']) || textOf(it['kind']) || textOf(spec['id']);
  return { kind, options: objectOf(it['options'] ?? spec['options']) };
}
