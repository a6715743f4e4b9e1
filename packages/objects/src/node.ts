import type { Fact, KindPart } from './derived.ts';
import { parseQuantity } from './quantity.ts';
import { isTrueAt, listAt, recordAt, textAt, type Json } from './read.ts';

/** Conditions that are bad when they are true. */
const PRESSURE = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

/** The column STATUS of `kubectl get nodes`, with what presses on the node. */
export function deriveNode(node: Json): KindPart {
  const conditions = listAt(node, 'status', 'conditions');
  const ready = conditions.find((it) => textAt(it, 'type') === 'Ready');
  const status = textAt(ready, 'status');
  const isReady = status === 'True';
  const pressing = conditions.filter((it) => PRESSURE.includes(textAt(it, 'type')) && textAt(it, 'status') === 'True');
  const cordoned = isTrueAt(node, 'spec', 'unschedulable');
  const word = ready === undefined || status === 'Unknown' ? 'Unknown' : isReady ? 'Ready' : 'NotReady';
  const words = [word, ...pressing.map((it) => textAt(it, 'type')), ...(cordoned ? ['SchedulingDisabled'] : [])];
  const addresses = listAt(node, 'status', 'addresses');
  const address = (type: string): string =>
    textAt(
      addresses.find((it) => textAt(it, 'type') === type),
      'address',
    );
  return {
    status: words.join(','),
    level: isReady ? (pressing.length > 0 || cordoned ? 'warning' : 'ok') : 'error',
    message: isReady ? pressing.map((it) => textAt(it, 'message')).join(' ') : textAt(ready, 'message'),
    node: textAt(node, 'metadata', 'name'),
    ip: address('InternalIP') || address('ExternalIP'),
    facts: {
      roles: rolesOf(node),
      version: textAt(node, 'status', 'nodeInfo', 'kubeletVersion'),
      os: textAt(node, 'status', 'nodeInfo', 'osImage'),
      kernel: textAt(node, 'status', 'nodeInfo', 'kernelVersion'),
      runtime: textAt(node, 'status', 'nodeInfo', 'containerRuntimeVersion'),
      architecture: textAt(node, 'status', 'nodeInfo', 'architecture'),
      externalIp: address('ExternalIP'),
      conditions: conditions.filter((it) => textAt(it, 'status') === 'True').map((it) => textAt(it, 'type')),
      taints: listAt(node, 'spec', 'taints').map(taintText),
      ...capacityOf(node),
    },
  };
}

const ROLE = 'node-role.kubernetes.io/';

const rolesOf = (node: Json): string[] =>
  Object.entries(recordAt(node, 'metadata', 'labels'))
    .flatMap(([key, value]) =>
      key.startsWith(ROLE) ? [key.slice(ROLE.length)] : key === 'kubernetes.io/role' ? [String(value)] : [],
    )
    .filter((it) => it !== '')
    .sort();

const taintText = (it: unknown): string =>
  `${textAt(it, 'key')}${textAt(it, 'value') === '' ? '' : `=${textAt(it, 'value')}`}:${textAt(it, 'effect')}`;

function capacityOf(node: Json): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {};
  for (const [name, resource] of [
    ['cpuCores', 'cpu'],
    ['memoryBytes', 'memory'],
    ['podLimit', 'pods'],
  ] as const) {
    const quantity =
      parseQuantity(textAt(node, 'status', 'allocatable', resource)) ??
      parseQuantity(textAt(node, 'status', 'capacity', resource));
    if (quantity !== undefined) facts[name] = quantity;
  }
  return facts;
}
