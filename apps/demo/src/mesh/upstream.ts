import type { Pod } from '../cluster/pod.ts';
import type { Random } from '../random.ts';
import type { Proxy } from './proxy.ts';
import type { OutlierDetection, RouteDestination } from './read-rules.ts';
import type { Reports } from './reports.ts';
import { GONE, unavailable, type Reply, type Request, type Serve } from './request.ts';
import type { MeshService, MeshSurroundings } from './surroundings.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Connections that a pool keeps open to one host. */
const POOL = 4;

/** What one try of a request came to. */
export interface Attempt {
  readonly reply: Reply;
  readonly flags: string;
  readonly pod: Pod | undefined;
  readonly isEncrypted: boolean;
  /** A condition of Istio's `retryOn`. */
  readonly failure: string | undefined;
}

/** The upstream side of a proxy: picks a host, guards it with circuit breaker and outlier detection, and calls it. */
export class Upstream {
  readonly #around: MeshSurroundings;
  readonly #random: Random;
  readonly #serve: Serve;
  readonly #reports: Reports;

  constructor(around: MeshSurroundings, random: Random, serve: Serve, reports: Reports) {
    this.#around = around;
    this.#random = random;
    this.#serve = serve;
    this.#reports = reports;
  }

  /** One try of a request, which may take so long at the most. */
  attempt(
    source: Pod,
    service: MeshService,
    target: RouteDestination,
    clusterName: string,
    request: Request,
    limitMs: number,
  ): Attempt {
    const random = this.#random;
    const { nowMs, routing, brokenTlsShare } = this.#around;
    const rules = routing.destination(service.identity.host);
    const labels = target.subset === undefined ? undefined : rules?.subsets.get(target.subset);
    const members =
      target.subset === undefined
        ? service.endpoints
        : labels === undefined
          ? []
          : service.endpoints.filter((pod) => hasLabels(pod, labels));
    const proxy = source.proxy;
    const cluster = proxy?.cluster(clusterName);
    const usable =
      proxy && rules?.outlier ? members.filter((pod) => proxy.host(pod.ip).ejectedUntilMs <= nowMs) : members;
    if (cluster) {
      cluster.members.value = members.length;
      cluster.healthy.value = usable.length;
      cluster.ejected.value = members.length - usable.length;
    }
    // With every host ejected Envoy panics and uses them all.
    const pods = usable.length > 0 ? usable : members;
    const failed = (flags: string, failure: string, durationMs: number, pod?: Pod, isEncrypted = false): Attempt => ({
      reply: { ...unavailable(request), durationMs },
      flags,
      pod,
      isEncrypted,
      failure,
    });
    if (pods.length === 0) return failed('UH', '503', 0.2);
    if (proxy && rules?.maxRequests !== undefined && cluster) {
      const active = proxy.inFlight(clusterName, nowMs);
      const isOpen = active >= rules.maxRequests;
      cluster.requestLimitOpen.value = isOpen ? 1 : 0;
      if (isOpen) {
        cluster.overflow.add(1);
        return failed('UO', '503', 0.1);
      }
    }
    const pod = pods[random.below(pods.length)]!;
    const isEncrypted =
      proxy !== undefined && pod.proxy !== undefined && routing.takesMutualTls(pod.namespace, pod.labels);
    cluster?.requests.add(1);
    if (!pod.answers) {
      cluster?.connectFailures.add(1);
      // Nobody answers at all where the machine is gone; else the kernel refuses at once.
      const durationMs = pod.node.isUp ? 0.5 : Math.min(CONNECT_TIMEOUT_MS, limitMs);
      if (!pod.node.isUp) cluster?.connectTimeouts.add(1);
      this.#noteError(proxy, pod, members.length, rules?.outlier, nowMs);
      return failed('UF', 'connect-failure', durationMs, pod, isEncrypted);
    }
    if (isEncrypted && random.chance(brokenTlsShare)) {
      cluster?.connectFailures.add(1);
      return failed('UF', 'connect-failure', random.around(2, 0.4), pod, isEncrypted);
    }

    const served = this.#serve(pod, request);
    const networkMs = random.around(pod.node === source.node ? 0.25 : 0.6, 0.35);
    const wholeMs = served.durationMs + networkMs;
    const isCut = wholeMs >= limitMs;
    const serverMs = isCut ? Math.max(0, limitMs - networkMs) : served.durationMs;
    const reply: Reply = isCut ? { ...GONE, durationMs: limitMs } : { ...served, durationMs: wholeMs };
    this.#reports.destination({
      source,
      destination: pod,
      service: service.identity,
      request,
      reply: { ...(isCut ? GONE : served), durationMs: serverMs },
      flags: isCut ? 'DC' : '-',
      isEncrypted,
    });
    count(source, pod, request.bytes, reply.bytes);
    if (proxy && cluster) {
      proxy.begin(clusterName, nowMs + reply.durationMs);
      cluster.sentBytes.add(request.bytes + 900);
      cluster.receivedBytes.add(reply.bytes + 350);
      cluster.openConnections.value = Math.min(POOL, pods.length * 2);
      if (random.chance(0.004) || cluster.connections.value < cluster.openConnections.value) {
        cluster.connections.add(1);
        cluster.connectTime.observe(Math.round(random.between(0, 3)));
      }
    }
    if (isCut) return { reply, flags: '', pod, isEncrypted, failure: 'cancelled-by-limit' };
    const isError = served.code >= 500;
    if (isError) this.#noteError(proxy, pod, members.length, rules?.outlier, nowMs);
    else if (proxy && rules?.outlier) proxy.host(pod.ip).errors = 0;
    const failure = served.grpc === '14' ? 'unavailable' : isError ? String(served.code) : undefined;
    return { reply, flags: '', pod, isEncrypted, failure };
  }

  #noteError(
    proxy: Proxy | undefined,
    pod: Pod,
    members: number,
    outlier: OutlierDetection | undefined,
    nowMs: number,
  ): void {
    if (proxy === undefined || outlier === undefined) return;
    const host = proxy.host(pod.ip);
    host.errors++;
    // One host may always go, as Envoy has it.
    if (host.errors < outlier.consecutiveErrors || (members * outlier.maxEjectionShare < 1 && members < 2)) return;
    host.ejections++;
    host.errors = 0;
    host.ejectedUntilMs = nowMs + outlier.baseEjectionMs * host.ejections;
  }
}

const hasLabels = (pod: Pod, labels: Readonly<Record<string, string>>): boolean => {
  for (const name in labels) if (pod.labels[name] !== labels[name]) return false;
  return true;
};

/** Bytes on the wire: body, headers and what TLS adds. */
function count(source: Pod, destination: Pod, requestBytes: number, responseBytes: number): void {
  const up = requestBytes + 1100;
  const down = responseBytes + 600;
  source.sentBytes += up;
  destination.receivedBytes += up;
  destination.sentBytes += down;
  source.receivedBytes += down;
}
