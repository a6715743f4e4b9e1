/** What a request is about, as authorization sees it too. Source: k8s.io/apiserver/pkg/endpoints/request RequestInfo. */
export type RequestInfo = ResourceRequest | PathRequest;

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export interface ResourceRequest {
  readonly kind: 'resource';
  readonly verb: Verb;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** Path after a subresource that is a proxy. */
  readonly rest: readonly string[];
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface PathRequest {
  readonly kind: 'path';
  /** HTTP method in lower case. */
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** @param target  the request target, such as `/api/v1/namespaces/default/pods?watch=1` */
export function readRequestInfo(method: string, target: string): RequestInfo {
  const cut = target.indexOf('?');
  const path = cut === -1 ? target : target.slice(0, cut);
  const query = new URLSearchParams(cut === -1 ? '' : target.slice(cut + 1));
  const plain: PathRequest = { kind: 'path', verb: method.toLowerCase(), path, query };
  let parts: string[];
  try {
    parts = path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return plain;
  }
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return plain;
  const [group, version, ...tail] = isCore ? ['', ...parts.slice(1)] : parts.slice(1);
  if (group === undefined || version === undefined || tail.length === 0) return plain;
  const isOldWatch = tail[0] === 'watch';
  const place = placeOf(isOldWatch ? tail.slice(1) : tail);
  if (place === undefined) return plain;
  return {
    kind: 'resource',
    verb: verbOf(method, place.name, query, isOldWatch),
    group,
    version,
    ...place,
    path,
    query,
  };
}

type Place = Pick<ResourceRequest, 'resource' | 'namespace' | 'name' | 'subresource' | 'rest'>;

function placeOf(tail: readonly string[]): Place | undefined {
  const [first, second, third] = tail;
  if (first === undefined) return undefined;
  // `namespaces/x/pods` is inside a namespace, `namespaces/x/status` is a part of it.
  const inside = first === 'namespaces' && third !== undefined && third !== 'status' && third !== 'finalize';
  const [resource, name, subresource, ...rest] = inside ? tail.slice(2) : tail;
  const namespace = inside || first === 'namespaces' ? second : undefined;
  return { resource: resource!, namespace, name, subresource, rest };
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams, isOldWatch: boolean): Verb {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      if (isOldWatch || isTrue(query.get('watch'))) return 'watch';
      return name === undefined ? 'list' : 'get';
  }
}

/** As Go reads a boolean of a query; a parameter without a value is false. */
export const isTrue = (text: string | null): boolean =>
  text === '1' || text === 'true' || text === 'True' || text === 't';
