import type { KubeObject } from '@binnacle/kube';

export type FieldOutcome =
  | { readonly ok: true; readonly fits: (object: KubeObject) => boolean }
  | { readonly ok: false; readonly message: string };

/** Reads the syntax of `--field-selector`: `spec.nodeName=a,status.phase!=Failed`. Any field that holds a text or a number. */
export function parseFieldSelector(text: string): FieldOutcome {
  const requirements: { path: readonly string[]; value: string; isEqual: boolean }[] = [];
  for (const part of text.split(',')) {
    const requirement = part.trim();
    if (requirement === '') continue;
    const match = /^([A-Za-z0-9_.-]+)\s*(==|=|!=)\s*(.*)$/.exec(requirement);
    if (match === null) {
      return { ok: false, message: `${JSON.stringify(requirement)} is no field selector: expected spec.nodeName=a` };
    }
    requirements.push({ path: match[1]!.split('.'), value: match[3]!, isEqual: match[2] !== '!=' });
  }
  return {
    ok: true,
    fits: (object) => requirements.every(({ path, value, isEqual }) => (fieldOf(object, path) === value) === isEqual),
  };
}

function fieldOf(object: unknown, path: readonly string[]): string {
  let value = object;
  for (const name of path) {
    value =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
