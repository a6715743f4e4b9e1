import { known, type ContainerReading } from '../container/reading.ts';
import type { DockerContainer } from './docker-container.ts';

/** What a container may use, and since when it runs. */
export function specReading(container: DockerContainer, isMeasured: boolean, nowMs: number): ContainerReading {
  const { startedAtMs, status } = container;
  const started = startedAtMs === undefined ? undefined : startedAtMs / 1000;
  if (!isMeasured) {
    // A container that crashes again and again is between two runs most of the time: its starts are counted all the same.
    return { scalars: known({ startTime: status === 'restarting' ? started : undefined }) };
  }
  return {
    scalars: known({
      startTime: started,
      lastSeen: nowMs / 1000,
      healthState: container.health === undefined ? -1 : container.health === 'healthy' ? 1 : 0,
      specCpuQuota: container.cpuQuota,
      specCpuPeriod: container.cpuPeriod,
      // 0 is Docker's word for the kernel's default.
      specCpuShares: container.cpuShares || 1024,
      specMemoryLimit: container.memoryLimit,
      specMemoryReservation: container.memoryReservation,
      specMemorySwapLimit: container.memorySwapLimit,
    }),
  };
}
