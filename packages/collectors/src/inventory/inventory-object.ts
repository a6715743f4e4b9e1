/** A container or machine as the server takes it (`reportedObject`, `containerObject` and `hostObject` in packages/api). */
export interface InventoryObject {
  readonly kind: 'Container' | 'Host';
  readonly uid: string;
  /** '' for what belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly object: Readonly<Record<string, unknown>>;
}

export interface InventoryPlace {
  /** Label `host` of the machine's series. */
  readonly host: string;
  /** Name of the Kubernetes node, where that is another one. */
  readonly node?: string;
}

/** Leaves out what is not known: undefined, '', and empty lists and objects. */
export function present(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isNothing(value)));
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === '' || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

export const rfc3339 = (ms: number | undefined): string | undefined =>
  ms === undefined || ms <= 0 ? undefined : new Date(ms).toISOString();

const SECRET =
  /((?:pass(?:word|wd|phrase)?|secret|token|credentials?|api[-_]?key|access[-_]?key|private[-_]?key)[\w-]*[= ])\S+/gi;

/** A command without what follows an option that names a secret. */
export const withoutSecrets = (command: string): string => command.replace(SECRET, '$1***');
