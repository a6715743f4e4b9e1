import type { KubeObject } from '@binnacle/kube';
import { valueAt } from './fields.ts';
import type { ResourceType } from './resource-type.ts';

export type FieldSelector = (object: KubeObject) => boolean;

export type ParsedFieldSelector =
  | { readonly ok: true; readonly matches: FieldSelector; readonly name: string | undefined }
  | { readonly ok: false; readonly message: string };

/** What each kind can be selected by, beside name and namespace. Source: the `ToSelectableFields` of each registry. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  '/pods': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  '/events': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  '/nodes': ['spec.unschedulable'],
  '/namespaces': ['status.phase'],
  '/secrets': ['type'],
  '/services': ['spec.clusterIP', 'spec.type'],
  '/replicationcontrollers': ['status.replicas'],
  'apps/replicasets': ['status.replicas'],
  'batch/jobs': ['status.successful'],
  'certificates.k8s.io/certificatesigningrequests': ['spec.signerName'],
};

/** Reads `spec.nodeName=node1,status.phase!=Running` for the objects of a kind as they are kept. */
export function parseFieldSelector(type: ResourceType, text: string): ParsedFieldSelector {
  const known = new Set(['metadata.name', 'metadata.namespace', ...(FIELDS[type.storedAs] ?? [])]);
  if (!type.namespaced) known.delete('metadata.namespace');
  const terms: FieldSelector[] = [];
  let name: string | undefined;
  for (const part of text.split(',').filter((piece) => piece !== '')) {
    const match = /^(?<field>[^=!]+)(?<op>==|=|!=)(?<value>.*)$/.exec(part)?.groups;
    if (match === undefined) {
      return { ok: false, message: `invalid selector: '${text}'; can't understand '${part}'` };
    }
    const { field = '', op, value = '' } = match;
    if (!known.has(field)) return { ok: false, message: `field label not supported: ${field}` };
    if (field === 'metadata.name' && op !== '!=') name = value;
    terms.push((object) => (textOf(object, field) === value) === (op !== '!='));
  }
  return { ok: true, matches: (object) => terms.every((matches) => matches(object)), name };
}

function textOf(object: KubeObject, field: string): string {
  if (field === 'source') return String(valueAt(object, 'source', 'component') ?? '');
  const value = valueAt(object, ...field.split('.'));
  // An absent flag or count counts as false or 0, as in the typed objects of the real server.
  if (value === undefined)
    return field === 'spec.unschedulable' || field === 'spec.hostNetwork' ? 'false' : (EMPTY[field] ?? '');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const EMPTY: Readonly<Record<string, string>> = { 'status.replicas': '0', 'status.successful': '0' };
