import type { FileSystemName } from '../container/metrics.ts';
import { known, type Numbers } from '../container/reading.ts';
import type { HostFiles } from '../host/host-files.ts';
import { deviceOfPath } from '../host/mounts.ts';
import { listAt, numberAt, textAt } from '../json-value.ts';
import type { EngineClient } from './engine-client.ts';

/** The engine walks through all layers to answer: asked rarely, and never waited for. */
const AGAIN_MS = 10 * 60_000;
const TIMEOUT_MS = 120_000;

export interface WritableLayers {
  /** Asks again, when it is time, beside the pass. */
  refresh(dataRoot: string): void;
  of(containerId: string): ReadonlyMap<string, Numbers<FileSystemName>> | undefined;
  /** Resolves when nothing is being asked. */
  settled(): Promise<void>;
}

/** What each container has written to its own layer, from `/system/df`. */
export function writableLayers(client: EngineClient, now: () => number, files: HostFiles | undefined): WritableLayers {
  let askedAtMs = -Infinity;
  let asking: Promise<void> = Promise.resolve();
  let sizes = new Map<string, number>();
  let device = 'writable-layer';

  async function ask(dataRoot: string): Promise<void> {
    // Engines before 1.42 do not know the type and answer all.
    const reply = await client.get('/system/df?type=container', AbortSignal.timeout(TIMEOUT_MS), TIMEOUT_MS);
    if (!reply.ok) return;
    if (dataRoot !== '' && files !== undefined) device = deviceOfPath(files, dataRoot) ?? device;
    const found = new Map<string, number>();
    for (const container of listAt(reply.value, 'Containers')) {
      // Left out where it is 0.
      found.set(textAt(container, 'Id') || textAt(container, 'ContainerID'), numberAt(container, 'SizeRw') ?? 0);
    }
    sizes = found;
  }

  return {
    refresh(dataRoot) {
      if (now() - askedAtMs < AGAIN_MS) return;
      askedAtMs = now();
      asking = ask(dataRoot);
    },
    of(containerId) {
      const usedBytes = sizes.get(containerId);
      return usedBytes === undefined ? undefined : new Map([[device, known<FileSystemName>({ usedBytes })]]);
    },
    settled: () => asking,
  };
}
