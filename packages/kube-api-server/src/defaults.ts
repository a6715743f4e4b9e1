import { fieldsAt, isFields, listAt, textAt, type Fields } from './fields.ts';
import type { AppliedObject } from './object-store.ts';

/** What the defaults of a kind depend on beside the object. */
export interface DefaultsContext {
  readonly minor: number;
  /** A free address for a service. */
  readonly clusterIp: () => string;
}

/**
 * Fills in what the real server fills in for the kinds that people write by hand. Fields that are there are left alone.
 * Source: the `SetDefaults_…` functions of each group's defaults.go.
 */
export function withDefaults(object: AppliedObject, context: DefaultsContext): AppliedObject {
  const spec = fieldsAt(object, 'spec');
  switch (object.kind) {
    case 'Pod':
      return { ...object, spec: admittedPod(podSpec(spec)) };
    case 'Namespace':
      return namespace(object, context.minor);
    case 'Deployment':
      return {
        ...object,
        spec: {
          replicas: 1,
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
          ...spec,
          ...template(spec),
        },
      };
    case 'ReplicaSet':
      return { ...object, spec: { replicas: 1, ...spec, ...template(spec) } };
    case 'StatefulSet':
      return {
        ...object,
        spec: {
          replicas: 1,
          podManagementPolicy: 'OrderedReady',
          revisionHistoryLimit: 10,
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
          ...spec,
          ...template(spec),
        },
      };
    case 'DaemonSet':
      return {
        ...object,
        spec: {
          revisionHistoryLimit: 10,
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
          ...spec,
          ...template(spec),
        },
      };
    case 'Job':
      return { ...object, spec: { backoffLimit: 6, completions: 1, parallelism: 1, ...spec, ...template(spec) } };
    case 'CronJob':
      return {
        ...object,
        spec: {
          concurrencyPolicy: 'Allow',
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
          ...spec,
        },
      };
    case 'Service':
      return object.apiVersion === 'v1' ? { ...object, spec: service(spec, context) } : object;
    case 'Secret':
      return { ...object, type: object['type'] ?? 'Opaque' };
    default:
      return object;
  }
}

const template = (spec: Fields): Fields =>
  isFields(spec['template'])
    ? { template: { ...spec['template'], spec: podSpec(fieldsAt(spec, 'template', 'spec')) } }
    : {};

function podSpec(spec: Fields): Fields {
  const containers = (name: string): Fields =>
    Array.isArray(spec[name]) ? { [name]: listAt(spec, name).filter(isFields).map(container) } : {};
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    ...containers('initContainers'),
    ...containers('containers'),
  };
}

/** What admission adds to a pod, and no template has. */
function admittedPod(spec: Fields): Fields {
  const account = textAt(spec, 'serviceAccountName') ?? 'default';
  const containers = listAt(spec, 'containers').filter(isFields).map(withRequests);
  const tolerated = ['not-ready', 'unreachable'].map((name) => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }));
  const own = listAt(spec, 'tolerations');
  const missing = tolerated.filter(
    ({ key }) => !own.some((each) => textAt(each, 'key') === key || textAt(each, 'key') === undefined),
  );
  return {
    enableServiceLinks: true,
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
    ...spec,
    serviceAccountName: account,
    serviceAccount: account,
    containers,
    tolerations: [...own, ...missing],
  };
}

/** A limit without a request asks for as much as it allows. */
function withRequests(fields: Fields): Fields {
  const limits = fieldsAt(fields, 'resources', 'limits');
  if (Object.keys(limits).length === 0) return fields;
  const resources = fieldsAt(fields, 'resources');
  return { ...fields, resources: { ...resources, requests: { ...limits, ...fieldsAt(resources, 'requests') } } };
}

function container(fields: Fields): Fields {
  const image = textAt(fields, 'image') ?? '';
  const isLatest = !/[:@][^/]*$/.test(image) || image.endsWith(':latest');
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    ...fields,
    ...(Array.isArray(fields['ports'])
      ? { ports: fields['ports'].filter(isFields).map((port) => ({ protocol: 'TCP', ...port })) }
      : {}),
  };
}

function namespace(object: AppliedObject, minor: number): AppliedObject {
  const { metadata } = object;
  // The label came with 1.21.
  const labels = minor < 21 ? {} : { labels: { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name } };
  return {
    ...object,
    metadata: { ...metadata, ...labels },
    spec: { finalizers: ['kubernetes'], ...fieldsAt(object, 'spec') },
    status: { phase: 'Active', ...fieldsAt(object, 'status') },
  };
}

function service(spec: Fields, { minor, clusterIp }: DefaultsContext): Fields {
  const type = textAt(spec, 'type') ?? 'ClusterIP';
  if (type === 'ExternalName') return { sessionAffinity: 'None', ...spec };
  const address = textAt(spec, 'clusterIP') ?? clusterIp();
  return {
    sessionAffinity: 'None',
    type,
    ...(minor >= 22 ? { internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' } : {}),
    ...(type === 'ClusterIP' ? {} : { externalTrafficPolicy: 'Cluster' }),
    clusterIP: address,
    clusterIPs: [address],
    ...spec,
    ports: listAt(spec, 'ports')
      .filter(isFields)
      .map((port) => ({ protocol: 'TCP', targetPort: port['port'], ...port })),
  };
}
