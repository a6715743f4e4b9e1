import type { KubeObject } from '@binnacle/kube';
import { fieldsAt, isFields, listAt, numberAt, textAt } from './fields.ts';
import { age } from './human-duration.ts';
import { columns, joined, type Printer } from './printer.ts';
import { selectorText } from './workload-printers.ts';

const old = (object: KubeObject, nowMs: number): string => age(object.metadata.creationTimestamp, nowMs);
const keys = (value: unknown): number => (isFields(value) ? Object.keys(value).length : 0);

/** Name, cells in between, age. */
const between = (names: readonly string[], cells: (object: KubeObject) => readonly unknown[]): Printer => ({
  columns: columns('Name', ...names, 'Age'),
  cells: (object, nowMs) => [object.metadata.name, ...cells(object), old(object, nowMs)],
});
/** Roles print when they were made, not how old they are. */
const role: Printer = {
  columns: columns('Name', 'Created At'),
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp ?? ''],
};
const binding = between(['Role'], (object) => [
  `${textAt(object, 'roleRef', 'kind') ?? ''}/${textAt(object, 'roleRef', 'name') ?? ''}`,
]);

/** Rows of all that is no workload, by `group/Kind`. Source: pkg/printers/internalversion. */
export const objectPrinters: Readonly<Record<string, Printer>> = {
  '/Namespace': between(['Status'], (object) => [textAt(object, 'status', 'phase') ?? '']),
  '/Node': {
    columns: columns(
      'Name',
      'Status',
      'Roles',
      'Age',
      'Version',
      '+Internal-IP',
      '+External-IP',
      '+OS-Image',
      '+Kernel-Version',
      '+Container-Runtime',
    ),
    cells: (object, nowMs) => {
      const info = fieldsAt(object, 'status', 'nodeInfo');
      return [
        object.metadata.name,
        nodeStatus(object),
        nodeRoles(object),
        old(object, nowMs),
        textAt(info, 'kubeletVersion') ?? '',
        addressOf(object, 'InternalIP'),
        addressOf(object, 'ExternalIP'),
        textAt(info, 'osImage') ?? '<unknown>',
        textAt(info, 'kernelVersion') ?? '<unknown>',
        textAt(info, 'containerRuntimeVersion') ?? '<unknown>',
      ];
    },
  },
  '/Service': {
    columns: columns('Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', '+Selector'),
    cells: (object, nowMs) => [
      object.metadata.name,
      textAt(object, 'spec', 'type') ?? 'ClusterIP',
      textAt(object, 'spec', 'clusterIP') ?? '<none>',
      externalIp(object),
      joined(listAt(object, 'spec', 'ports').map(portText)),
      old(object, nowMs),
      selectorText(object, 'spec', 'selector'),
    ],
  },
  '/Endpoints': between(['Endpoints'], (object) => [endpointsText(object)]),
  '/ConfigMap': between(['Data'], (object) => [keys(object['data']) + keys(object['binaryData'])]),
  '/Secret': between(['Type', 'Data'], (object) => [textAt(object, 'type') ?? 'Opaque', keys(object['data'])]),
  '/ServiceAccount': between(['Secrets'], (object) => [listAt(object, 'secrets').length]),
  '/ResourceQuota': between(['Request', 'Limit'], quotaTexts),
  '/LimitRange': {
    columns: columns('Name', 'Created At'),
    cells: (object) => [object.metadata.name, object.metadata.creationTimestamp ?? ''],
  },
  '/PersistentVolume': between(
    ['Capacity', 'Access Modes', 'Reclaim Policy', 'Status', 'Claim', 'StorageClass', 'Reason'],
    (object) => [
      textAt(object, 'spec', 'capacity', 'storage') ?? '',
      accessModes(listAt(object, 'spec', 'accessModes')),
      textAt(object, 'spec', 'persistentVolumeReclaimPolicy') ?? '',
      textAt(object, 'status', 'phase') ?? '',
      claimText(object),
      textAt(object, 'spec', 'storageClassName') ?? '',
      textAt(object, 'status', 'reason') ?? '',
    ],
  ),
  '/PersistentVolumeClaim': between(['Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass'], (object) => [
    textAt(object, 'status', 'phase') ?? '',
    textAt(object, 'spec', 'volumeName') ?? '',
    textAt(object, 'status', 'capacity', 'storage') ?? '',
    accessModes(listAt(object, 'status', 'accessModes')),
    textAt(object, 'spec', 'storageClassName') ?? '',
  ]),
  '/Event': {
    columns: columns(
      'Last Seen',
      'Type',
      'Reason',
      'Object',
      '+Subobject',
      '+Source',
      'Message',
      '+First Seen',
      '+Count',
      '+Name',
    ),
    cells: eventCells,
  },
  'coordination.k8s.io/Lease': between(['Holder'], (object) => [textAt(object, 'spec', 'holderIdentity') ?? '']),
  'storage.k8s.io/StorageClass': {
    columns: columns('Name', 'Provisioner', 'ReclaimPolicy', 'VolumeBindingMode', 'AllowVolumeExpansion', 'Age'),
    cells: (object, nowMs) => {
      const isDefault = object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
      return [
        isDefault ? `${object.metadata.name} (default)` : object.metadata.name,
        textAt(object, 'provisioner') ?? '',
        textAt(object, 'reclaimPolicy') ?? 'Delete',
        textAt(object, 'volumeBindingMode') ?? 'Immediate',
        object['allowVolumeExpansion'] === true,
        old(object, nowMs),
      ];
    },
  },
  'networking.k8s.io/Ingress': between(['Class', 'Hosts', 'Address', 'Ports'], (object) => [
    textAt(object, 'spec', 'ingressClassName') ?? '<none>',
    joined(
      listAt(object, 'spec', 'rules').map((rule) => textAt(rule, 'host') ?? '*'),
      '*',
    ),
    listAt(object, 'status', 'loadBalancer', 'ingress')
      .map((each) => textAt(each, 'ip') ?? textAt(each, 'hostname') ?? '')
      .join(','),
    listAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80',
  ]),
  'networking.k8s.io/NetworkPolicy': between(['Pod-Selector'], (object) => [
    selectorText(object, 'spec', 'podSelector'),
  ]),
  'discovery.k8s.io/EndpointSlice': between(['AddressType', 'Ports', 'Endpoints'], (object) => [
    textAt(object, 'addressType') ?? '',
    joined(
      listAt(object, 'ports').map((port) => numberAt(port, 'port') ?? '*'),
      '<unset>',
    ),
    joined(
      listAt(object, 'endpoints').flatMap((endpoint) => listAt(endpoint, 'addresses')),
      '<unset>',
    ),
  ]),
  'rbac.authorization.k8s.io/Role': role,
  'rbac.authorization.k8s.io/ClusterRole': role,
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
  'apiextensions.k8s.io/CustomResourceDefinition': role,
};

function nodeStatus(node: KubeObject): string {
  const ready = listAt(node, 'status', 'conditions').find((each) => textAt(each, 'type') === 'Ready');
  const state = ready === undefined ? 'Unknown' : textAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady';
  return fieldsAt(node, 'spec')['unschedulable'] === true ? `${state},SchedulingDisabled` : state;
}

function nodeRoles(node: KubeObject): string {
  const labels = Object.entries(node.metadata.labels ?? {});
  const roles = labels.flatMap(([key, value]) => {
    if (key.startsWith('node-role.kubernetes.io/')) return [key.slice('node-role.kubernetes.io/'.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return joined([...new Set(roles)].sort());
}

const addressOf = (node: KubeObject, type: string): string =>
  textAt(
    listAt(node, 'status', 'addresses').find((each) => textAt(each, 'type') === type),
    'address',
  ) ?? '<none>';

function externalIp(service: KubeObject): string {
  const type = textAt(service, 'spec', 'type');
  if (type === 'ExternalName') return textAt(service, 'spec', 'externalName') ?? '';
  const own = listAt(service, 'spec', 'externalIPs');
  if (type !== 'LoadBalancer') return joined(own);
  const given = listAt(service, 'status', 'loadBalancer', 'ingress').map(
    (each) => textAt(each, 'ip') ?? textAt(each, 'hostname'),
  );
  return joined([...given, ...own], '<pending>');
}

function portText(port: unknown): string {
  const nodePort = numberAt(port, 'nodePort');
  return `${numberAt(port, 'port') ?? 0}${nodePort === undefined ? '' : `:${nodePort}`}/${textAt(port, 'protocol') ?? 'TCP'}`;
}

function endpointsText(endpoints: KubeObject): string {
  const all = listAt(endpoints, 'subsets').flatMap((subset) =>
    listAt(subset, 'ports').flatMap((port) =>
      listAt(subset, 'addresses').map((address) => `${textAt(address, 'ip') ?? ''}:${numberAt(port, 'port') ?? ''}`),
    ),
  );
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : joined(all);
}

function quotaTexts(quota: KubeObject): string[] {
  const [hard, used] = [fieldsAt(quota, 'status', 'hard'), fieldsAt(quota, 'status', 'used')];
  const texts = (isLimit: boolean): string =>
    Object.keys(hard)
      .filter((name) => name.startsWith('limits') === isLimit)
      .map((name) => `${name}: ${String(used[name] ?? 0)}/${String(hard[name])}`)
      .join(', ');
  return [texts(false), texts(true)];
}

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
const accessModes = (modes: readonly unknown[]): string =>
  modes.map((mode) => MODES[String(mode)] ?? String(mode)).join(',');

function claimText(volume: KubeObject): string {
  const claim = fieldsAt(volume, 'spec', 'claimRef');
  const name = textAt(claim, 'name');
  return name === undefined ? '' : `${textAt(claim, 'namespace') ?? ''}/${name}`;
}

function eventCells(event: KubeObject, nowMs: number): readonly unknown[] {
  const about = fieldsAt(event, 'involvedObject');
  const eventTime = textAt(event, 'eventTime');
  const first = textAt(event, 'firstTimestamp') ?? eventTime;
  const last = textAt(event, 'series', 'lastObservedTime') ?? textAt(event, 'lastTimestamp') ?? first;
  const [component, host] = [
    textAt(event, 'source', 'component') ?? textAt(event, 'reportingComponent') ?? '',
    textAt(event, 'source', 'host'),
  ];
  return [
    age(last, nowMs),
    textAt(event, 'type') ?? '',
    textAt(event, 'reason') ?? '',
    `${(textAt(about, 'kind') ?? '').toLowerCase()}/${textAt(about, 'name') ?? ''}`,
    textAt(about, 'fieldPath') ?? '',
    host === undefined ? component : `${component}, ${host}`,
    (textAt(event, 'message') ?? '').trim(),
    age(first, nowMs),
    numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1,
    event.metadata.name,
  ];
}
