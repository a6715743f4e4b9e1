import { parse } from 'yaml';
import { ApiError, badRequest, invalid, unsupportedMediaType } from './api-error.ts';
import { isFields, type Fields } from './fields.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import type { ResourceType } from './resource-type.ts';
import { applyStrategicMerge } from './strategic-merge.ts';

export const APPLY_PATCH = 'application/apply-patch+yaml';
const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';

/** Makes the object that a patch of one of the three plain kinds describes. */
export function applyPatch(type: ResourceType, contentType: string, current: Fields, body: Buffer): Fields {
  const accepted = [JSON_PATCH, MERGE_PATCH, ...(type.origin === 'custom' ? [] : [STRATEGIC]), APPLY_PATCH];
  if (!accepted.includes(contentType)) throw unsupportedMediaType(accepted);
  const patch = readJson(body);
  if (contentType === JSON_PATCH) {
    const outcome = applyJsonPatch(current, patch);
    if (outcome.ok) return asObject(outcome.value);
    if (outcome.kind === 'malformed') throw badRequest(outcome.message);
    throw new ApiError(
      422,
      'Invalid',
      `the server rejected our request due to an error in our request: ${outcome.message}`,
      {},
    );
  }
  if (!isFields(patch)) throw badRequest('a patch of this kind is an object');
  return asObject(
    contentType === MERGE_PATCH ? applyMergePatch(current, patch) : applyStrategicMerge(type.kind, current, patch),
  );
}

function asObject(value: unknown): Fields {
  if (isFields(value)) return value;
  throw invalid('', 'Object', '', [{ reason: 'FieldValueInvalid', message: 'the patch leaves no object', field: '' }]);
}

export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Reads a whole object, which may be YAML. */
export function readYaml(body: Buffer): Fields {
  let value: unknown;
  try {
    value = parse(body.toString());
  } catch (error) {
    throw badRequest(`error decoding YAML: ${error instanceof Error ? error.message : ''}`);
  }
  if (!isFields(value)) throw badRequest('error decoding YAML: an object was expected');
  return value;
}
