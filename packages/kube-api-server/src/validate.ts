import { invalid, type StatusCause } from './api-error.ts';
import { fieldsAt, listAt, textAt } from './fields.ts';
import type { AppliedObject } from './object-store.ts';
import type { ResourceType } from './resource-type.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com')";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name')";

/**
 * Refuses what no API server would take: bad names and labels, and the few fields without which an object of its kind means
 * nothing. It is not the whole validation of the real server: see the README.
 */
export function validate(type: ResourceType, object: AppliedObject): void {
  const causes = [...nameCauses(type, object), ...labelCauses(object), ...specCauses(object)];
  if (causes.length > 0) throw invalid(type.group, type.kind, object.metadata.name ?? '', causes);
}

function nameCauses(type: ResourceType, object: AppliedObject): StatusCause[] {
  const name: unknown = object.metadata.name;
  const field = 'metadata.name';
  if (typeof name !== 'string' || name === '') {
    return [{ reason: 'FieldValueRequired', message: 'Required value: name or generateName is required', field }];
  }
  const wrong = (rule: string): StatusCause[] => [
    { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(name)}: ${rule}`, field },
  ];
  if (type.group === 'rbac.authorization.k8s.io') {
    return /^\.{1,2}$|[/%]/.test(name) ? wrong("may not contain '/' or '%', or be '.' or '..'") : [];
  }
  const isLabel = type.kind === 'Namespace' || type.kind === 'Service';
  if (!(isLabel ? LABEL : SUBDOMAIN).test(name)) return wrong(isLabel ? LABEL_RULE : SUBDOMAIN_RULE);
  const most = isLabel ? 63 : 253;
  return name.length > most ? wrong(`must be no more than ${most} characters`) : [];
}

function labelCauses(object: AppliedObject): StatusCause[] {
  return Object.entries(fieldsAt(object.metadata, 'labels')).flatMap(([key, value]) => {
    const field = 'metadata.labels';
    const wrong = (what: unknown, rule: string): StatusCause => ({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(what)}: ${rule}`,
      field,
    });
    if (!LABEL_KEY.test(key)) return [wrong(key, 'name part must consist of alphanumeric characters, "-", "_" or "."')];
    if (typeof value !== 'string' || value.length > 63 || !LABEL_VALUE.test(value)) {
      return [
        wrong(value, 'a valid label must be an empty string or consist of alphanumeric characters, "-", "_" or "."'),
      ];
    }
    return [];
  });
}

const required = (field: string): StatusCause => ({ reason: 'FieldValueRequired', message: 'Required value', field });

function specCauses(object: AppliedObject): StatusCause[] {
  const spec = fieldsAt(object, 'spec');
  switch (`${object.apiVersion} ${object.kind}`) {
    case 'v1 Pod':
      return containerCauses(spec, 'spec');
    case 'apps/v1 Deployment':
    case 'apps/v1 DaemonSet':
    case 'apps/v1 StatefulSet':
    case 'apps/v1 ReplicaSet':
      return [...selectorCauses(spec), ...containerCauses(fieldsAt(spec, 'template', 'spec'), 'spec.template.spec')];
    case 'v1 Service':
      return textAt(spec, 'type') === 'ExternalName' || listAt(spec, 'ports').length > 0
        ? []
        : [required('spec.ports')];
    default:
      return [];
  }
}

function containerCauses(spec: unknown, path: string): StatusCause[] {
  const containers = listAt(spec, 'containers');
  if (containers.length === 0) return [required(`${path}.containers`)];
  return containers.flatMap((container, i) =>
    textAt(container, 'name') === undefined ? [required(`${path}.containers[${i}].name`)] : [],
  );
}

function selectorCauses(spec: unknown): StatusCause[] {
  const wanted = fieldsAt(spec, 'selector', 'matchLabels');
  const labels = fieldsAt(spec, 'template', 'metadata', 'labels');
  if (Object.keys(fieldsAt(spec, 'selector')).length === 0) return [required('spec.selector')];
  if (Object.entries(wanted).every(([key, value]) => labels[key] === value)) return [];
  return [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``,
      field: 'spec.template.metadata.labels',
    },
  ];
}
