/** Where the API server serves a kind. */
export interface Resource {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  /** As in paths, such as `pods`. */
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Such as `v1` or `apps/v1`. */
export const apiVersionOf = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;

/** Path of the API group and version, such as `/api/v1` or `/apis/apps/v1`. */
export const groupPath = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group === ''
    ? `/api/${encodeURIComponent(version)}`
    : `/apis/${encodeURIComponent(group)}/${encodeURIComponent(version)}`;

/**
 * Path of all objects of a resource, of those of one namespace, or of one object.
 *
 * @param subresource such as `status`
 */
export function resourcePath(resource: Resource, namespace?: string, name?: string, subresource?: string): string {
  const parts = [groupPath(resource)];
  if (resource.namespaced && namespace !== undefined && namespace !== '')
    parts.push('namespaces', encodeURIComponent(namespace));
  parts.push(encodeURIComponent(resource.plural));
  if (name !== undefined) parts.push(encodeURIComponent(name));
  if (subresource !== undefined) parts.push(encodeURIComponent(subresource));
  return parts.join('/');
}
