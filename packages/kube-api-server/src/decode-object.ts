import { badRequest } from './api-error.ts';
import { fieldsAt, isFields, textAt, type Fields } from './fields.ts';
import type { AppliedObject } from './object-store.ts';
import type { ResourceRequest } from './request-info.ts';
import { groupVersion, type ResourceType } from './resource-type.ts';

/** Reads the object of a create or update: of the right kind and version, with the namespace of the request. */
export function decodeObject(type: ResourceType, request: ResourceRequest, body: unknown): AppliedObject {
  if (!isFields(body)) throw badRequest('the object provided is unrecognized (must be of type Object)');
  const apiVersion = groupVersion(request.group, request.version);
  const [kind, version] = [textAt(body, 'kind'), textAt(body, 'apiVersion')];
  if (type.origin === 'custom' && kind === undefined)
    throw badRequest(`Object 'Kind' is missing in '${excerpt(body)}'`);
  // A built-in kind may leave both out: the path says what it is.
  if (version !== undefined && version !== apiVersion) {
    throw badRequest(
      `the API version in the data (${version}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (kind !== undefined && kind !== type.kind) {
    throw badRequest(`${kind} in version ${JSON.stringify(request.version)} cannot be handled as a ${type.kind}`);
  }
  const metadata = fieldsAt(body, 'metadata');
  return { ...body, apiVersion, kind: type.kind, metadata: placed(type, request, metadata) } as AppliedObject;
}

function placed(type: ResourceType, { namespace }: ResourceRequest, metadata: Fields): Fields {
  if (!type.namespaced) return metadata;
  const own = textAt(metadata, 'namespace') ?? '';
  if (own !== '' && own !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return { ...metadata, namespace };
}

const excerpt = (body: Fields): string => JSON.stringify(body).slice(0, 200);
