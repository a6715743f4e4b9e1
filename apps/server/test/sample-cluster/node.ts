import { reported, type Reported } from './reported.ts';

/** The nodes of the sample cluster. */
export const NODES = ['cp-1', 'worker-1', 'worker-2'];

/** The i-th node as the API server gives it. */
export function sampleNode(name: string, i: number, createdAtMs: number): Reported {
  return reported(
    'Node',
    'v1',
    '',
    name,
    {
      metadata: {
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          ...(i === 0 ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        },
      },
      spec: {
        podCIDR: `10.244.${i}.0/24`,
        ...(i === 0 ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } : {}),
        ...(i === 2 ? { unschedulable: true } : {}),
      },
      status: {
        addresses: [
          { type: 'InternalIP', address: `10.0.0.${i + 1}` },
          { type: 'Hostname', address: name },
        ],
        capacity: { cpu: '8', memory: '32Gi', pods: '110' },
        allocatable: { cpu: '7910m', memory: '31254Mi', pods: '110' },
        conditions: [
          {
            type: 'MemoryPressure',
            status: i === 1 ? 'True' : 'False',
            message: i === 1 ? 'kubelet has insufficient memory available' : '',
          },
          { type: 'DiskPressure', status: 'False' },
          { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
        ],
        nodeInfo: {
          kubeletVersion: 'v1.34.1',
          osImage: 'Debian GNU/Linux 13 (trixie)',
          kernelVersion: '6.12.48+deb13-amd64',
          containerRuntimeVersion: 'containerd://2.2.0',
          architecture: 'amd64',
        },
      },
    },
    createdAtMs,
  );
}
