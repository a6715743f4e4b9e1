import type { KubeObject } from '@binnacle/kube';
import { fieldsAt, isFields, numberAt, valueAt, type Fields } from './fields.ts';
import type { AppliedObject } from './object-store.ts';
import type { ResourceType } from './resource-type.ts';

const steps = (path: string): string[] => path.split('.').filter((step) => step !== '');

const specPath = (type: ResourceType): string[] => steps(type.scalePaths?.specReplicasPath ?? '.spec.replicas');
const statusPath = (type: ResourceType): string[] => steps(type.scalePaths?.statusReplicasPath ?? '.status.replicas');

/** The scale subresource of an object: autoscaling/v1 Scale. */
export function scaleOf(type: ResourceType, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = numberAt(object, ...specPath(type)) ?? 0;
  const matchLabels = fieldsAt(object, 'spec', 'selector', 'matchLabels');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    // As in Go, nothing is written for 0.
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: numberAt(object, ...statusPath(type)) ?? 0,
      selector: Object.entries(matchLabels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(','),
    },
  };
}

/** The object with the number of replicas that the scale says. */
export function withScale(type: ResourceType, object: KubeObject, scale: Fields): AppliedObject {
  const replicas = valueAt(scale, 'spec', 'replicas') ?? 0;
  const resourceVersion = valueAt(scale, 'metadata', 'resourceVersion') ?? '';
  const metadata = { ...object.metadata, resourceVersion } as AppliedObject['metadata'];
  return { ...setAt(object, specPath(type), replicas), metadata } as AppliedObject;
}

function setAt(fields: Fields, [first, ...rest]: readonly string[], value: unknown): Fields {
  if (first === undefined) return fields;
  const inner = fields[first];
  return { ...fields, [first]: rest.length === 0 ? value : setAt(isFields(inner) ? inner : {}, rest, value) };
}
