import { badRequest } from './api-error.ts';
import type { Entry } from './entry.ts';
import { parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector } from './label-selector.ts';
import type { ResourceRequest } from './request-info.ts';
import type { ResourceType } from './resource-type.ts';

/** Which objects of a resource a list, watch or deletion of many is about. */
export interface Selection {
  readonly matches: (entry: Entry) => boolean;
  /** False when every object of the namespace, or of all, is meant. */
  readonly isNarrowed: boolean;
}

const NO_LABELS = {};

/** Reads namespace, name, label and field selector of a request. */
export function readSelection(type: ResourceType, { namespace, name, query }: ResourceRequest): Selection {
  const [labelText, fieldText] = [query.get('labelSelector') ?? '', query.get('fieldSelector') ?? ''];
  const labels = parseLabelSelector(labelText);
  if (!labels.ok) throw badRequest(labels.message);
  const fields = parseFieldSelector(type, fieldText);
  if (!fields.ok) throw badRequest(fields.message);
  const inNamespace = type.namespaced ? namespace : undefined;
  return {
    matches: (entry) =>
      (inNamespace === undefined || entry.namespace === inNamespace) &&
      (name === undefined || entry.name === name) &&
      (labelText === '' || labels.matches(entry.object.metadata.labels ?? NO_LABELS)) &&
      (fieldText === '' || fields.matches(entry.object)),
    isNarrowed: labelText !== '' || fieldText !== '',
  };
}
