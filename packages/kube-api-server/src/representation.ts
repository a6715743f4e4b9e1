import { ApiError } from './api-error.ts';

/** In which form a client wants its objects: as they are, as rows of a table, or their metadata only. */
export type Representation =
  | { readonly kind: 'object' }
  | { readonly kind: 'table'; readonly version: 'v1' | 'v1beta1'; readonly includeObject: IncludeObject }
  | { readonly kind: 'partial'; readonly version: 'v1' | 'v1beta1' }
  | { readonly kind: 'discovery'; readonly version: 'v2' | 'v2beta1' };

/** What each row of a table carries along. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** @param accept  the header; the first form that is served counts, as the real server takes it */
export function readRepresentation(accept: string | undefined, query: URLSearchParams): Representation {
  if (accept === undefined || accept.trim() === '') return { kind: 'object' };
  for (const wish of accept.split(',')) {
    const [type = '', ...parameters] = wish.split(';').map((part) => part.trim());
    if (type !== 'application/json' && type !== '*/*' && type !== 'application/*') continue;
    const found = ofParameters(new Map(parameters.map((part) => splitOnce(part))), query);
    if (found !== undefined) return found;
  }
  throw new ApiError(406, 'NotAcceptable', 'only the following media types are accepted: application/json', {});
}

function ofParameters(parameters: ReadonlyMap<string, string>, query: URLSearchParams): Representation | undefined {
  const as = parameters.get('as');
  const [group, version] = [parameters.get('g'), parameters.get('v')];
  if (as === undefined) return { kind: 'object' };
  if (group === 'apidiscovery.k8s.io' && as === 'APIGroupDiscoveryList') {
    return version === 'v2' || version === 'v2beta1' ? { kind: 'discovery', version } : undefined;
  }
  if (group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  if (as === 'Table') {
    const include = query.get('includeObject') ?? 'Metadata';
    return { kind: 'table', version, includeObject: include === 'None' || include === 'Object' ? include : 'Metadata' };
  }
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList'
    ? { kind: 'partial', version }
    : undefined;
}

function splitOnce(part: string): [string, string] {
  const at = part.indexOf('=');
  return at === -1 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}
