import type { KubeObject } from '@binnacle/kube';
import type { Entry } from './entry.ts';
import type { IncludeObject } from './representation.ts';
import type { ResourceType } from './resource-type.ts';
import { printerOf } from './printers.ts';

/** Only the metadata, as garbage collectors and `kubectl get -o name` ask for it. */
export const partialMetadata = (object: KubeObject, version: string): unknown => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${version}`,
  metadata: object.metadata,
});

/** metav1.Table: what `kubectl get` prints. */
export function tableBody(
  type: ResourceType,
  version: string,
  entries: readonly Entry[],
  form: { readonly version: 'v1' | 'v1beta1'; readonly includeObject: IncludeObject },
  metadata: unknown,
  nowMs: number,
): Readonly<Record<string, unknown>> {
  const printer = printerOf(type, version);
  const apiVersion = type.group === '' ? version : `${type.group}/${version}`;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${form.version}`,
    metadata,
    columnDefinitions: printer.columns.map((column) => ({
      name: column.name,
      type: column.type ?? 'string',
      format: column.name === 'Name' ? 'name' : (column.format ?? ''),
      description: column.description ?? '',
      priority: column.priority ?? 0,
    })),
    rows: entries.map((entry) => ({
      cells: printer.cells(entry.in(apiVersion), nowMs),
      ...rowObject(entry, apiVersion, form),
    })),
  };
}

function rowObject(
  entry: Entry,
  apiVersion: string,
  { version, includeObject }: { readonly version: string; readonly includeObject: IncludeObject },
): Readonly<Record<string, unknown>> {
  if (includeObject === 'None') return { object: null };
  return { object: includeObject === 'Object' ? entry.in(apiVersion) : partialMetadata(entry.object, version) };
}
