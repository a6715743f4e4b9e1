import { machine, networkInterfaces } from 'node:os';
import { containerInventory, hostFiles, type InventoryObject } from '@binnacle/collectors';
import type { KubeObject } from '@binnacle/kube';
import type { Problem } from '../config/problem.ts';
import { eventOfContainer } from '../objects/container-event.ts';
import { Reporters, type ReportersParts } from '../objects/reporters.ts';
import { SnapshotCache } from '../objects/snapshot-cache.ts';
import { everyInterval, phaseOf } from '../scrape/schedule.ts';
import { AGENT_VERSION } from '../version.ts';
import type { Runtimes } from './local-collectors.ts';
import type { LocalSettings } from './local-settings.ts';

const EVERY_MS = 15_000;

/** Keeps the servers up to date on this machine and its containers. */
export class HostInventory {
  readonly #settings: LocalSettings;
  readonly #runtimes: Runtimes;
  readonly #parts: ReportersParts;
  readonly #containers = new SnapshotCache('Container');
  readonly #hosts = new SnapshotCache('Host');
  readonly #stop = new AbortController();
  #reporters: Reporters | undefined;
  #cancel = (): void => {};
  #running: Promise<void> = Promise.resolve();

  constructor(settings: LocalSettings, runtimes: Runtimes, parts: ReportersParts) {
    this.#settings = settings;
    this.#runtimes = runtimes;
    this.#parts = parts;
  }

  get problems(): readonly Problem[] {
    return this.#reporters?.problems ?? [];
  }

  start(): void {
    const { inputs, hostName } = this.#settings;
    const caches = [
      ...(inputs.has('hostobject') ? [this.#hosts] : []),
      ...(inputs.has('container') ? [this.#containers] : []),
    ];
    if (caches.length === 0) return;
    this.#reporters = new Reporters(this.#parts, `host:${hostName}`, caches);
    this.#cancel = everyInterval(this.#parts.clock, EVERY_MS, phaseOf(`${hostName} inventory`), () => {
      this.#running = this.#read();
      return this.#running;
    });
  }

  async stop(): Promise<void> {
    this.#cancel();
    this.#stop.abort();
    await this.#running;
    await this.#reporters?.stop();
  }

  async #read(): Promise<void> {
    const { host, hostName, kubernetes } = this.#settings;
    const { docker, cri } = this.#runtimes;
    const inventory = containerInventory({
      files: hostFiles(host),
      host: hostName,
      ...(kubernetes.nodeName === undefined ? {} : { node: kubernetes.nodeName }),
      architecture: machine(),
      addresses,
      agentVersion: AGENT_VERSION,
      ...(docker === undefined ? {} : { docker }),
      ...(cri === undefined ? {} : { cri }),
    });
    const { objects, unreadable } = await inventory.read(this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    const ofKind = (kind: string): KubeObject[] => objects.filter((it) => it.kind === kind).map(asKubeObject);
    this.#hosts.set(ofKind('Host'), true);
    this.#containers.set(ofKind('Container'), unreadable.length === 0);
    for (const event of docker?.takeEvents() ?? []) this.#reporters?.event(eventOfContainer(event, hostName));
  }
}

/** In the shape of Kubernetes' objects, so that all objects go the same way. */
const asKubeObject = ({ kind, object }: InventoryObject): KubeObject =>
  ({ apiVersion: '', kind, ...object }) as unknown as KubeObject;

function addresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}
