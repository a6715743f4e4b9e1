import type { LabelRecord } from '@binnacle/collectors';
import { HOST_INPUTS, type InputName } from '../config/input-names.ts';
import type { AgentSettings } from '../config/settings.ts';
import type { ContainerOptions, LocalInput } from '../inputs/local-inputs.ts';

/** What the settings and the files together say about what the agent collects by itself. */
export interface LocalSettings extends Pick<AgentSettings, 'host' | 'container' | 'hostName'> {
  readonly inputs: ReadonlySet<InputName>;
  /** Labels that the files ask for. */
  readonly tags: ReadonlyMap<InputName, LabelRecord>;
  readonly kubernetes: AgentSettings['kubernetes'] & {
    /** Objects are sent to the server all the same. */
    readonly metrics: boolean;
    readonly events: boolean;
    /** How a file reaches the API server; undefined where none says so. */
    readonly access: ContainerOptions | undefined;
  };
}

/** Where several blocks say something about the same input, the last one counts. */
export function localSettings(settings: AgentSettings, blocks: readonly LocalInput[]): LocalSettings {
  const inputs = new Set(settings.inputs);
  const tags = new Map<InputName, LabelRecord>();
  let { host, container } = settings;
  let options: ContainerOptions | undefined;
  const hostIntervals: number[] = [];
  for (const block of blocks) {
    inputs.add(block.name);
    if (Object.keys(block.tags).length > 0) tags.set(block.name, block.tags);
    if (HOST_INPUTS.has(block.name) && block.intervalMs !== undefined) hostIntervals.push(block.intervalMs);
    if (block.container === undefined) continue;
    options = block.container;
    const { enable_container_metric: hasContainers, docker_endpoint: docker, containerd_address: cri } = options;
    if (!hasContainers) inputs.delete('container');
    inputs.add('kubernetes').add('discovery');
    const other = (isWanted: (address: string) => boolean): string | undefined => options!.endpoints.find(isWanted);
    container = {
      intervalMs: block.intervalMs ?? container.intervalMs,
      docker: container.docker ?? (docker || other((address) => !isCri(address))),
      cri: container.cri ?? (cri || other(isCri)),
    };
  }
  if (hostIntervals.length > 0) host = { ...host, intervalMs: Math.min(...hostIntervals) };
  return {
    hostName: settings.hostName,
    inputs,
    tags,
    host,
    container,
    kubernetes: {
      ...settings.kubernetes,
      metrics: options?.enable_k8s_metric ?? true,
      events: options?.enable_k8s_event ?? true,
      access: options !== undefined && options.kubernetes_url !== '' ? options : undefined,
    },
  };
}

const isCri = (address: string): boolean => /containerd|crio|cri-o|cri\.sock/.test(address);
