import type { ReportedEvent } from '@binnacle/api';
import type { ContainerEvent } from '@binnacle/collectors';

const REASONS: Readonly<Record<ContainerEvent['action'], string>> = {
  create: 'Created',
  start: 'Started',
  die: 'Exited',
  oom: 'OOMKilling',
  destroy: 'Removed',
  health_status: 'Health',
  other: 'Changed',
};

/** Something that happened to a container of this machine, as the server keeps events. */
export function eventOfContainer(event: ContainerEvent, host: string): ReportedEvent {
  const { action, atMs, containerId, containerName, exitCode, health, image } = event;
  const hasFailed = action === 'oom' || (action === 'die' && exitCode !== 0) || health === 'unhealthy';
  const reason = action === 'health_status' ? (health === 'unhealthy' ? 'Unhealthy' : 'Healthy') : REASONS[action];
  return {
    uid: `${containerId}/${action}/${atMs}`,
    type: hasFailed ? 'Warning' : 'Normal',
    reason,
    message: messageOf(event),
    involved: { kind: 'Container', namespace: '', name: containerName || containerId.slice(0, 12), uid: containerId },
    firstAtMs: Math.floor(atMs),
    lastAtMs: Math.floor(atMs),
    count: 1,
    source: { component: image, host },
  };
}

function messageOf({ action, containerName, exitCode, health, image }: ContainerEvent): string {
  switch (action) {
    case 'die':
      return `Container ${containerName} exited${exitCode === undefined ? '' : ` with code ${exitCode}`}`;
    case 'oom':
      return `A process of container ${containerName} was killed: it reached its memory limit`;
    case 'health_status':
      return `The health check of container ${containerName} says ${health}`;
    case 'create':
    case 'start':
      return `Container ${containerName} of image ${image} was ${action === 'create' ? 'created' : 'started'}`;
    case 'destroy':
      return `Container ${containerName} was removed`;
    case 'other':
      return `Container ${containerName} has changed`;
  }
}
