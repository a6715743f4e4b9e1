import { timeText } from '../cluster/event-log.ts';
import type { Node } from '../cluster/node.ts';
import type { NewObject } from './object-store.ts';

const POD_LIMIT = 110;

/** The object of a node. A node whose heartbeats are missing has conditions that nobody knows. */
export function nodeObject(node: Node, kubernetesVersion: string): NewObject {
  const isControlPlane = node.role === 'control-plane';
  const amounts = (memoryBytes: number, cpu: string): object => ({
    cpu,
    memory: `${Math.floor(memoryBytes / 1024)}Ki`,
    'ephemeral-storage': '103079200Ki',
    'hugepages-2Mi': '0',
    pods: String(POD_LIMIT),
  });
  const condition = (type: string, status: string, reason: string, message: string, sinceMs: number): object => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: timeText(node.heartbeatMs),
    lastTransitionTime: timeText(sinceMs),
  });
  const lost = 'Kubelet stopped posting node status.';
  const pressure = (type: string, reason: string, what: string): object =>
    node.isReady
      ? condition(type, 'False', reason, `kubelet has ${what}`, node.bootedMs)
      : condition(type, 'Unknown', 'NodeStatusUnknown', lost, node.readyChangedMs);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      creationTimestamp: timeText(node.bootedMs),
      labels: {
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'binnacle.example/role': node.role,
        'topology.kubernetes.io/zone': `zone-${'abc'[node.index % 3]}`,
        ...(isControlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
    },
    spec: {
      podCIDR: `10.244.${node.index}.0/24`,
      providerID: `demo://${node.name}`,
      ...(node.isCordoned ? { unschedulable: true } : {}),
      taints: [
        ...(isControlPlane ? [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] : []),
        ...(node.isCordoned ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : []),
        ...(node.isReady
          ? []
          : (['NoSchedule', 'NoExecute'] as const).map((effect) => ({
              key: 'node.kubernetes.io/unreachable',
              effect,
            }))),
      ],
    },
    status: {
      capacity: amounts(node.memoryBytes, String(node.cores)),
      allocatable: amounts(node.memoryBytes - 512 * 1024 ** 2, `${node.cores * 1000 - 100}m`),
      conditions: [
        pressure('MemoryPressure', 'KubeletHasSufficientMemory', 'sufficient memory available'),
        pressure('DiskPressure', 'KubeletHasNoDiskPressure', 'no disk pressure'),
        pressure('PIDPressure', 'KubeletHasSufficientPID', 'sufficient PID available'),
        node.isReady
          ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status', node.readyChangedMs)
          : condition('Ready', 'Unknown', 'NodeStatusUnknown', lost, node.readyChangedMs),
      ],
      addresses: [
        { type: 'InternalIP', address: node.ip },
        { type: 'Hostname', address: node.name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: node.bootId,
        containerRuntimeVersion: 'containerd://1.7.24',
        kernelVersion: '6.1.0-28-amd64',
        kubeProxyVersion: kubernetesVersion,
        kubeletVersion: kubernetesVersion,
        machineID: node.machineId,
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        systemUUID: node.machineId,
      },
    },
  };
}
