import { ApiError, badRequest, expired, tooLargeVersion } from './api-error.ts';
import type { Answer } from './answer.ts';
import type { Collection } from './collection.ts';
import { readContinueToken, writeContinueToken } from './continue-token.ts';
import type { Entry } from './entry.ts';
import type { ObjectStore } from './object-store.ts';
import type { Representation } from './representation.ts';
import type { ResourceRequest } from './request-info.ts';
import { checkListParameters, readResourceVersion } from './resource-version.ts';
import { groupVersion, type ResourceType } from './resource-type.ts';
import { readSelection } from './selection.ts';
import { partialMetadata, tableBody } from './tables.ts';

/** One page of a list, or all of it. */
interface Page {
  readonly entries: readonly Entry[];
  readonly resourceVersion: number;
  readonly continueToken: string | undefined;
  readonly remaining: number | undefined;
}

/** Answers a list in the form that was asked for. */
export function list(
  store: ObjectStore,
  type: ResourceType,
  request: ResourceRequest,
  representation: Representation,
  nowMs: number,
): Answer {
  const page = readPage(store, type, request);
  const apiVersion = groupVersion(request.group, request.version);
  const metadata = {
    resourceVersion: String(page.resourceVersion),
    // Lists of custom resources are written by other code of the real server, which writes this one even when it is empty.
    ...(page.continueToken === undefined
      ? type.origin === 'custom'
        ? { continue: '' }
        : {}
      : { continue: page.continueToken }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  switch (representation.kind) {
    case 'table':
      return {
        code: 200,
        body: JSON.stringify(tableBody(type, request.version, page.entries, representation, metadata, nowMs)),
      };
    case 'partial': {
      const items = page.entries.map((entry) => partialMetadata(entry.object, representation.version));
      const head = { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${representation.version}` };
      return { code: 200, body: JSON.stringify({ ...head, metadata, items }) };
    }
    default:
      return { code: 200, body: listBody(type, apiVersion, metadata, page.entries) };
  }
}

/** Made from the JSON that each entry keeps, so that a list of thousands costs no serialization. */
function listBody(type: ResourceType, apiVersion: string, metadata: unknown, entries: readonly Entry[]): Buffer {
  const head = `{"kind":"${type.kind}List","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`;
  const pieces: Buffer[] = [Buffer.from(head)];
  const comma = Buffer.from(',');
  for (const [i, entry] of entries.entries()) {
    if (i > 0) pieces.push(comma);
    // Items of custom resources name their kind, those of built-in kinds do not.
    if (type.origin === 'custom') {
      const [start, rest] = entry.pieces(apiVersion);
      pieces.push(Buffer.from(start), rest);
    } else pieces.push(entry.inner(apiVersion));
  }
  pieces.push(Buffer.from(']}'));
  return Buffer.concat(pieces);
}

function readPage(store: ObjectStore, type: ResourceType, request: ResourceRequest): Page {
  const { query } = request;
  checkListParameters(query);
  const { matches, isNarrowed } = readSelection(type, request);
  const limit = readLimit(query.get('limit'));
  const token = query.get('continue') ?? '';
  const wanted = readResourceVersion(query.get('resourceVersion'));
  if (token !== '' && wanted !== undefined && wanted !== 0) {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  const continuation = token === '' ? undefined : readContinueToken(token);
  const collection = store.collection(type);
  const exact = continuation === undefined ? exactVersion(query, wanted, limit) : continuation.resourceVersion;
  if (wanted !== undefined && wanted > store.resourceVersion) throw tooLargeVersion(wanted, store.resourceVersion);
  const resourceVersion = exact === undefined || exact === -1 ? store.resourceVersion : exact;
  if (resourceVersion < collection.oldest) {
    throw continuation === undefined ? expired(resourceVersion, collection.oldest) : expiredToken(continuation.after);
  }
  const after = continuation?.after;
  const all = stateAt(collection, resourceVersion, store.resourceVersion).filter(
    (entry) => (after === undefined || entry.key > after) && matches(entry),
  );
  if (limit === 0 || all.length <= limit) {
    return { entries: all, resourceVersion, continueToken: undefined, remaining: undefined };
  }
  const entries = all.slice(0, limit);
  return {
    entries,
    resourceVersion,
    continueToken: writeContinueToken({ resourceVersion, after: entries.at(-1)!.key }),
    // With a selector the real server has not looked at the rest.
    remaining: isNarrowed ? undefined : all.length - limit,
  };
}

function stateAt(collection: Collection, resourceVersion: number, current: number): Entry[] {
  return resourceVersion === current ? collection.ordered() : collection.asOf(resourceVersion);
}

/** The state that must be shown, where one was named; undefined: the latest. */
function exactVersion(query: URLSearchParams, wanted: number | undefined, limit: number): number | undefined {
  const match = query.get('resourceVersionMatch') ?? '';
  if (match === 'Exact' || (match === '' && limit > 0 && wanted !== 0)) return wanted;
  return undefined;
}

function readLimit(text: string | null): number {
  if (text === null || text === '') return 0;
  if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Math.max(0, Number(text));
}

function expiredToken(after: string): ApiError {
  return new ApiError(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. Start again without it, or go on ' +
      'with the continue token of this answer, which shows the rest as it is now.',
    undefined,
    writeContinueToken({ resourceVersion: -1, after }),
  );
}
