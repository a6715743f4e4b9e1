import type { ContainerObject, HostObject } from '@binnacle/api';
import { HOUR, iso, uidOf, type Reported } from './reported.ts';

/** A machine and the containers of its Docker, as the agent on it finds them. */
export function sampleHost(nowMs: number, host = 'docker-1'): Reported[] {
  const machine: HostObject = {
    metadata: { name: host, uid: uidOf(host), labels: {} },
    os: 'Debian GNU/Linux 13 (trixie)',
    kernel: '6.12.48+deb13-amd64',
    architecture: 'x86_64',
    cpuCores: 4,
    cpuModel: 'AMD EPYC 9354P',
    memoryBytes: 16 * 2 ** 30,
    ips: ['192.168.7.21'],
    runtimes: ['docker 29.1.0'],
    bootedAt: iso(nowMs - 12 * 24 * HOUR),
    agentVersion: '0.1.0',
  };
  const container = (name: string, image: string, more: Partial<ContainerObject>): ContainerObject => ({
    metadata: {
      name,
      uid: uidOf(host + name).replaceAll('-', ''),
      creationTimestamp: iso(nowMs - 30 * HOUR),
      labels: { 'com.docker.compose.project': 'web' },
    },
    host,
    runtime: 'docker',
    image,
    state: 'running',
    restartCount: 0,
    startedAt: iso(nowMs - 30 * HOUR),
    ...more,
  });
  const containers = [
    container('web-nginx-1', 'nginx:1.29', {
      health: 'healthy',
      ip: '172.18.0.2',
      ports: [{ containerPort: 80, hostPort: 8080, hostIp: '0.0.0.0' }],
      limits: { memoryBytes: 256 * 2 ** 20 },
    }),
    container('web-redis-1', 'redis:8.2', { ip: '172.18.0.3' }),
    container('web-worker-1', 'registry.example.org/web/worker:41', {
      state: 'exited',
      exitCode: 137,
      oomKilled: true,
      finishedAt: iso(nowMs - HOUR),
      restartCount: 6,
    }),
    container('web-migrate-1', 'registry.example.org/web/worker:41', {
      state: 'exited',
      exitCode: 0,
      finishedAt: iso(nowMs - 29 * HOUR),
    }),
  ];
  return [
    { kind: 'Host', uid: machine.metadata.uid, name: host, object: { ...machine } },
    ...containers.map((it): Reported => ({
      kind: 'Container',
      uid: it.metadata.uid,
      name: it.metadata.name,
      object: { ...it },
    })),
  ];
}
