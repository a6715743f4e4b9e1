import type { ContainerIdentity } from '../container/identity.ts';
import { workloadOfPod } from '../container/workload.ts';
import { inParallel } from '../in-parallel.ts';
import type { CriClient, CriRuntime } from './cri-client.ts';
import {
  CONTAINER_STATES,
  containerStatusResponse,
  listContainersResponse,
  listPodSandboxResponse,
  NODE_NETWORK,
  podSandboxStatusResponse,
  type ContainerStatus,
  type ListedContainer,
  type ListedSandbox,
} from './messages.ts';

export interface CriContainer {
  readonly id: string;
  readonly sandboxId: string;
  /** Without the cgroup, which the runtime does not tell. */
  readonly identity: Omit<ContainerIdentity, 'cgroup'>;
  readonly state: (typeof CONTAINER_STATES)[number];
  /** How often this container of the pod was started before. */
  readonly restarts: number;
  readonly status: ContainerStatus | undefined;
}

export interface CriSandbox {
  readonly id: string;
  readonly identity: Omit<ContainerIdentity, 'cgroup'>;
  readonly isReady: boolean;
  readonly hasNodeNetwork: boolean;
  readonly ip: string;
  readonly labels: Readonly<Record<string, string>>;
}

export type CriContainersOutcome =
  | {
      readonly ok: true;
      readonly runtime: CriRuntime;
      readonly containers: readonly CriContainer[];
      readonly sandboxes: readonly CriSandbox[];
      readonly partial: readonly string[];
    }
  | { readonly ok: false; readonly reason: string; readonly advice?: string };

export interface CriContainersOptions {
  readonly client: CriClient;
  /** Who owns a pod, where the Kubernetes API was asked; '' where it does not know. */
  readonly workloadOf?: (namespace: string, pod: string) => string;
}

const CONCURRENT_REQUESTS = 8;

/** The containers and pods of one runtime. Each is described once for each state that it is in. */
export class CriContainers {
  readonly client: CriClient;
  readonly #workloadOf;
  readonly #statuses = new Map<string, { readonly state: number; readonly status: ContainerStatus | undefined }>();
  readonly #sandboxes = new Map<string, { readonly hasNodeNetwork: boolean; readonly ip: string }>();

  constructor({ client, workloadOf }: CriContainersOptions) {
    this.client = client;
    this.#workloadOf = workloadOf;
  }

  async read(signal: AbortSignal): Promise<CriContainersOutcome> {
    const connection = await this.client.connect(signal);
    if (connection.kind !== 'ok') {
      const reason = connection.kind === 'failed' ? connection.reason : `${this.client.address}: no CRI`;
      const advice = reason.includes('EACCES')
        ? { advice: 'Run the agent as root: the socket is open to root alone.' }
        : {};
      return { ok: false, reason, ...advice };
    }
    const [pods, list] = await Promise.all([
      this.client.runtime('ListPodSandbox', listPodSandboxResponse, signal),
      this.client.runtime('ListContainers', listContainersResponse, signal),
    ]);
    if (pods.kind !== 'ok') return this.#lost('ListPodSandbox', pods);
    if (list.kind !== 'ok') return this.#lost('ListContainers', list);
    const runtime = connection.value;
    const partial: string[] = [];
    const sandboxes = await inParallel(pods.value.items, CONCURRENT_REQUESTS, (pod) =>
      this.#describeSandbox(pod, runtime, signal),
    );
    const byId = new Map(sandboxes.map((sandbox) => [sandbox.id, sandbox]));
    const containers = await inParallel(list.value.containers, CONCURRENT_REQUESTS, (row) =>
      this.#describe(row, byId.get(row.sandboxId), runtime, partial, signal),
    );
    const ids = new Set(list.value.containers.map(({ id }) => id));
    for (const id of this.#statuses.keys()) if (!ids.has(id)) this.#statuses.delete(id);
    for (const id of this.#sandboxes.keys()) if (!byId.has(id)) this.#sandboxes.delete(id);
    return { ok: true, runtime, containers, sandboxes, partial };
  }

  close(): void {
    this.client.close();
  }

  #lost(
    method: string,
    reply: { readonly kind: 'unimplemented' } | { readonly kind: 'failed'; readonly reason: string },
  ): CriContainersOutcome {
    this.client.forget();
    const reason = reply.kind === 'failed' ? reply.reason : 'not implemented';
    return { ok: false, reason: `${this.client.address}: ${method}: ${reason}` };
  }

  async #describeSandbox(row: ListedSandbox, runtime: CriRuntime, signal: AbortSignal): Promise<CriSandbox> {
    const { name = '', namespace = '', uid = '' } = row.metadata ?? {};
    let facts = this.#sandboxes.get(row.id);
    if (facts === undefined) {
      const reply = await this.client.runtime('PodSandboxStatus', podSandboxStatusResponse, signal, row.id);
      const status = reply.kind === 'ok' ? reply.value.status : undefined;
      facts = {
        hasNodeNetwork: status?.linux?.namespaces?.options?.network === NODE_NETWORK,
        ip: status?.network?.ip ?? '',
      };
      if (status !== undefined) this.#sandboxes.set(row.id, facts);
    }
    const workload = this.#workloadOf?.(namespace, name) || workloadOfPod(name, row.labels);
    return {
      id: row.id,
      identity: {
        containerId: row.id,
        name: row.id,
        image: '',
        runtime: runtime.name,
        kubernetes: { namespace, pod: name, container: '', podUid: uid, workload },
      },
      isReady: row.state === 0,
      labels: row.labels,
      ...facts,
    };
  }

  async #describe(
    row: ListedContainer,
    sandbox: CriSandbox | undefined,
    runtime: CriRuntime,
    partial: string[],
    signal: AbortSignal,
  ): Promise<CriContainer> {
    let known = this.#statuses.get(row.id);
    if (known?.state !== row.state || known.status === undefined) {
      const reply = await this.client.runtime('ContainerStatus', containerStatusResponse, signal, row.id);
      if (reply.kind === 'failed' && !/not ?found/i.test(reply.reason)) {
        partial.push(`container ${row.id.slice(0, 12)}: ${reply.reason}`);
      }
      known = { state: row.state, status: reply.kind === 'ok' ? reply.value.status : undefined };
      this.#statuses.set(row.id, known);
    }
    const pod = sandbox?.identity.kubernetes;
    const container = row.metadata?.name ?? '';
    return {
      id: row.id,
      sandboxId: row.sandboxId,
      identity: {
        containerId: row.id,
        name: row.id,
        // A digest alone says nothing to a reader: the name that was asked for comes first.
        image: row.image?.userSpecified || known.status?.image?.image || row.image?.image || row.imageRef,
        runtime: runtime.name,
        kubernetes: {
          namespace: pod?.namespace ?? row.labels['io.kubernetes.pod.namespace'] ?? '',
          pod: pod?.pod ?? row.labels['io.kubernetes.pod.name'] ?? '',
          podUid: pod?.podUid ?? row.labels['io.kubernetes.pod.uid'] ?? '',
          workload: pod?.workload ?? '',
          container,
        },
      },
      state: CONTAINER_STATES[row.state] ?? 'unknown',
      restarts: row.metadata?.attempt ?? 0,
      status: known.status,
    };
  }
}
