import { json, type Answer } from './answer.ts';
import { badRequest, invalid, methodNotAllowed, noSuchPath, notFound, unsupportedMediaType } from './api-error.ts';
import { rfc3339, type Clock } from './clock.ts';
import { decodeObject } from './decode-object.ts';
import { readDeleteOptions, type Deleter } from './deleter.ts';
import type { Entry } from './entry.ts';
import type { Exchange } from './exchange.ts';
import { fieldsAt, isFields, numberAt, without, type Fields } from './fields.ts';
import { list } from './list.ts';
import type { AppliedObject, ObjectStore } from './object-store.ts';
import { APPLY_PATCH, applyPatch, readJson, readYaml } from './patch.ts';
import { readRepresentation, type Representation } from './representation.ts';
import type { ResourceRequest } from './request-info.ts';
import { groupVersion, type ResourceType } from './resource-type.ts';
import { review, VIRTUAL_RESOURCES } from './reviews.ts';
import { scaleOf, withScale } from './scale.ts';
import { readSelection } from './selection.ts';
import type { AppliedConfigurations } from './server-side-apply.ts';
import { partialMetadata, tableBody } from './tables.ts';
import type { Tokens } from './tokens.ts';
import { serviceAccountUser } from './users.ts';
import { watch, type WatchContext } from './watch.ts';
import type { WritePart, Writer, Written } from './writer.ts';

export interface ResourceParts {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly writer: Writer;
  readonly deleter: Deleter;
  readonly applied: AppliedConfigurations;
  readonly tokens: Tokens;
  readonly watches: WatchContext;
  readonly rbac: boolean;
}

/** Answers requests about resources. */
export class ResourceHandler {
  readonly #parts: ResourceParts;

  constructor(parts: ResourceParts) {
    this.#parts = parts;
  }

  /** @returns undefined when the answer is a watch, which has begun */
  async handle(exchange: Exchange, info: ResourceRequest): Promise<Answer | undefined> {
    const virtual = await this.#virtual(exchange, info);
    if (virtual !== undefined) return virtual;
    const { store, clock, watches } = this.#parts;
    const type = store.types.byResource(info.group, info.version, info.resource);
    if (type === undefined) throw noSuchPath();
    checkSubresource(type, info);
    if (type.namespaced && info.namespace === undefined && !['list', 'watch'].includes(info.verb)) throw noSuchPath();
    const form = readRepresentation(exchange.request.headers.accept, info.query);
    switch (info.verb) {
      case 'list':
        return list(store, type, info, form, clock.nowMs());
      case 'watch':
        watch(watches, type, info, form, exchange.response);
        return undefined;
      case 'get':
        return this.#get(type, info, form);
      case 'create':
        return this.#create(type, info, form, await exchange.body(), exchange);
      case 'update':
        return this.#update(type, info, form, await exchange.body(), exchange);
      case 'patch':
        return this.#patch(type, info, form, await exchange.body(), exchange);
      case 'delete':
        return this.#delete(type, info, await exchange.body());
      case 'deletecollection':
        return this.#deleteMany(type, info, await exchange.body());
    }
  }

  #entry(type: ResourceType, { namespace, name = '' }: ResourceRequest): Entry {
    const entry = this.#parts.store.entry(type, namespace, name);
    if (entry === undefined) throw notFound(type, name);
    return entry;
  }

  #get(type: ResourceType, info: ResourceRequest, form: Representation): Answer {
    const entry = this.#entry(type, info);
    if (info.subresource === 'scale') return json(200, scaleOf(type, entry.object));
    return this.#shown(type, info, entry, form, 200);
  }

  /** An object as it is kept, in the form that was asked for. */
  #shown(type: ResourceType, info: ResourceRequest, entry: Entry, form: Representation, code: number): Answer {
    const apiVersion = groupVersion(info.group, info.version);
    switch (form.kind) {
      case 'table': {
        const metadata = { resourceVersion: String(entry.resourceVersion) };
        return json(code, tableBody(type, info.version, [entry], form, metadata, this.#parts.clock.nowMs()));
      }
      case 'partial':
        return json(code, partialMetadata(entry.object, form.version));
      default: {
        const [start, rest] = entry.pieces(apiVersion);
        return { code, body: Buffer.concat([Buffer.from(start), rest]) };
      }
    }
  }

  #create(type: ResourceType, info: ResourceRequest, form: Representation, body: Buffer, exchange: Exchange): Answer {
    if (info.name !== undefined) throw methodNotAllowed();
    const object = decodeObject(type, info, readObject(exchange, body));
    const written = this.#parts.writer.create(type, object, isDryRun(info));
    return this.#written(type, info, form, written);
  }

  #update(type: ResourceType, info: ResourceRequest, form: Representation, body: Buffer, exchange: Exchange): Answer {
    const { name = '', namespace } = info;
    if (info.subresource === 'scale') return this.#rescale(type, info, readObject(exchange, body), 'put');
    const object = decodeObject(type, info, readObject(exchange, body));
    const written = this.#parts.writer.update(type, namespace, name, object, partOf(info), 'put', isDryRun(info));
    return this.#written(type, info, form, written);
  }

  #patch(type: ResourceType, info: ResourceRequest, form: Representation, body: Buffer, { request }: Exchange): Answer {
    const contentType = mediaType(request.headers['content-type']);
    const { name = '', namespace } = info;
    if (contentType === APPLY_PATCH) return this.#apply(type, info, form, readYaml(body));
    const entry = this.#entry(type, info);
    if (info.subresource === 'scale') {
      return this.#rescale(type, info, applyPatch(type, contentType, scaleOf(type, entry.object), body), 'patch');
    }
    const current = entry.in(groupVersion(info.group, info.version));
    const patched = decodeObject(type, info, applyPatch(type, contentType, current, body));
    const written = this.#parts.writer.update(type, namespace, name, patched, partOf(info), 'patch', isDryRun(info));
    return this.#written(type, info, form, written);
  }

  #apply(type: ResourceType, info: ResourceRequest, form: Representation, wanted: Fields): Answer {
    const { store, applied, writer } = this.#parts;
    const { name = '', namespace, query } = info;
    const manager = query.get('fieldManager') ?? '';
    if (manager === '')
      throw badRequest(
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      );
    const named = decodeObject(type, info, { ...wanted, metadata: { name, ...fieldsAt(wanted, 'metadata') } });
    const entry = store.entry(type, namespace, name);
    const uid = entry?.object.metadata.uid;
    const current = entry?.in(named.apiVersion) ?? {};
    const merged = applied.apply(type, uid, current, named, manager, query.get('force') === 'true') as AppliedObject;
    const written =
      entry === undefined
        ? writer.create(type, merged, isDryRun(info))
        : writer.update(type, namespace, name, merged, partOf(info), 'patch', isDryRun(info));
    if (!isDryRun(info)) applied.remember(written.object.metadata.uid, manager, named);
    return this.#written(type, info, form, written);
  }

  #rescale(type: ResourceType, info: ResourceRequest, scale: unknown, how: 'put' | 'patch'): Answer {
    if (!isFields(scale)) throw badRequest('a Scale is an object');
    const { name = '', namespace } = info;
    const object = withScale(type, this.#entry(type, info).in(groupVersion(info.group, info.version)), scale);
    const { object: written } = this.#parts.writer.update(type, namespace, name, object, 'all', how, isDryRun(info));
    return json(200, scaleOf(type, written));
  }

  #written(type: ResourceType, info: ResourceRequest, form: Representation, written: Written): Answer {
    const code = written.kind === 'created' ? 201 : 200;
    const { name, namespace } = written.object.metadata;
    const entry = this.#parts.store.entry(type, namespace, name);
    const isKept =
      entry !== undefined && entry.object.metadata.resourceVersion === written.object.metadata.resourceVersion;
    return isKept && !isDryRun(info) ? this.#shown(type, info, entry, form, code) : json(code, written.object);
  }

  #delete(type: ResourceType, info: ResourceRequest, body: Buffer): Answer {
    if (info.subresource !== undefined) throw methodNotAllowed();
    const options = readDeleteOptions(body.length === 0 ? undefined : readJson(body), info.query);
    const apiVersion = groupVersion(info.group, info.version);
    return json(200, this.#parts.deleter.delete(type, info.namespace, info.name ?? '', options, apiVersion));
  }

  #deleteMany(type: ResourceType, info: ResourceRequest, body: Buffer): Answer {
    const { store, deleter } = this.#parts;
    const options = readDeleteOptions(body.length === 0 ? undefined : readJson(body), info.query);
    const apiVersion = groupVersion(info.group, info.version);
    const { matches } = readSelection(type, info);
    const chosen = store.collection(type).ordered().filter(matches);
    for (const { namespace, name } of chosen) {
      // One that an earlier deletion has taken along is gone as wanted.
      if (store.entry(type, namespace, name) !== undefined) deleter.delete(type, namespace, name, options, apiVersion);
    }
    const metadata = { resourceVersion: String(store.resourceVersion) };
    return json(200, {
      kind: `${type.kind}List`,
      apiVersion,
      metadata,
      items: chosen.map((entry) => listed(type, entry.in(apiVersion))),
    });
  }

  /** Reviews and token requests, of which nothing is kept. */
  async #virtual({ user, body }: Exchange, info: ResourceRequest): Promise<Answer | undefined> {
    const { store, tokens, rbac, clock } = this.#parts;
    const plural = info.subresource === undefined ? info.resource : `${info.resource}/${info.subresource}`;
    const found = VIRTUAL_RESOURCES.find(
      (each) => each.group === info.group && each.version === info.version && each.plural === plural,
    );
    if (found === undefined) return undefined;
    if (info.verb !== 'create') throw methodNotAllowed();
    const sent = readJson(await body());
    if (!isFields(sent)) throw badRequest('a review is an object');
    const nowMs = clock.nowMs();
    if (found.kind !== 'TokenRequest') {
      const apiVersion = groupVersion(info.group, info.version);
      return json(201, review(found.kind, { ...sent, apiVersion }, { store, tokens, user, rbac, nowMs }));
    }
    const { namespace = '', name = '' } = info;
    if (store.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name }) === undefined) {
      throw notFound({ group: '', plural: 'serviceaccounts' }, name);
    }
    const seconds = numberAt(sent, 'spec', 'expirationSeconds') ?? 3600;
    const token = tokens.issue(serviceAccountUser(namespace, name), seconds * 1000, nowMs);
    return json(201, {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, creationTimestamp: rfc3339(nowMs) },
      spec: { audiences: ['https://kubernetes.default.svc'], expirationSeconds: seconds, boundObjectRef: null },
      status: { token, expirationTimestamp: rfc3339(nowMs + seconds * 1000) },
    });
  }
}

function checkSubresource(type: ResourceType, { subresource, verb, rest }: ResourceRequest): void {
  if (subresource === undefined) return;
  const isServed =
    type.subresources.some((each) => each === subresource) || (subresource === 'finalize' && type.kind === 'Namespace');
  if (!isServed || rest.length > 0) throw noSuchPath();
  if (verb === 'create' || verb === 'watch') throw methodNotAllowed();
}

const partOf = ({ subresource }: ResourceRequest): WritePart => (subresource === 'status' ? 'status' : 'all');

function isDryRun({ query, verb }: ResourceRequest): boolean {
  const wanted = query.getAll('dryRun').filter((text) => text !== '');
  const wrong = wanted.find((text) => text !== 'All');
  if (wrong === undefined) return wanted.length > 0;
  const kind = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Options`;
  const message = `Unsupported value: ${JSON.stringify(wrong)}: supported values: "All"`;
  throw invalid('meta.k8s.io', kind, '', [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }]);
}

const mediaType = (header: string | undefined): string => (header ?? '').split(';')[0]!.trim().toLowerCase();

function readObject({ request }: Exchange, body: Buffer): unknown {
  switch (mediaType(request.headers['content-type'])) {
    case 'application/yaml':
    case 'application/x-yaml':
      return readYaml(body);
    case '':
    case '*/*':
    case 'application/json':
      return readJson(body);
    default:
      throw unsupportedMediaType(['application/json', 'application/yaml']);
  }
}

/** Items of custom resources name their kind in a list, those of built-in kinds do not. */
const listed = (type: ResourceType, object: Fields): Fields =>
  type.origin === 'custom' ? object : without(object, 'apiVersion', 'kind');
