import type { Pod } from '../cluster/pod.ts';
import type { Random } from '../random.ts';
import {
  Outcomes,
  UNKNOWN_SERVICE,
  UNKNOWN_WORKLOAD,
  type Outcome,
  type Protocol,
  type ServiceIdentity,
  type WorkloadIdentity,
} from './identity.ts';
import { Ledger } from './ledger.ts';
import type { Proxy } from './proxy.ts';
import type { HttpRule, OutlierDetection, RouteDestination } from './read-rules.ts';
import type { RequestFacts, Routing } from './routing.ts';

/** A service with the pods that its selector finds. */
export interface MeshService {
  readonly identity: ServiceIdentity;
  readonly port: number;
  /** Ready ones. */
  readonly endpoints: readonly Pod[];
}

/** What the mesh needs to know of the cluster around it. */
export interface MeshSurroundings {
  readonly nowMs: number;
  readonly routing: Routing;
  service(host: string): MeshService | undefined;
  /** Share of new connections that fail because certificates are no longer accepted. */
  readonly brokenTlsShare: number;
}

export interface Request extends RequestFacts {
  readonly protocol: 'http' | 'grpc';
  readonly bytes: number;
  /** How long the client's own code waits before it gives up. */
  readonly patienceMs?: number;
}

export interface Reply {
  readonly code: number;
  readonly grpc: string;
  readonly durationMs: number;
  readonly bytes: number;
}

/** What the process behind a proxy does with a request. */
export type Serve = (pod: Pod, request: Request) => Reply;

const HTTP_OK = 200;
/** Above those of all services. */
const PASSTHROUGH_ID = 4095;
const CONNECT_TIMEOUT_MS = 10_000;
/** Connections that a pool keeps open to one host. */
const POOL = 4;

interface Attempt {
  readonly reply: Reply;
  readonly flags: string;
  readonly pod: Pod | undefined;
  readonly isEncrypted: boolean;
  /** A condition of Istio's `retryOn`. */
  readonly failure: string | undefined;
}

/** Carries calls between pods as Envoy does, and has both sides count them. */
export class Mesh {
  readonly outcomes = new Outcomes();
  readonly ledger = new Ledger();
  readonly #around: MeshSurroundings;
  readonly #random: Random;
  readonly #serve: Serve;

  constructor(around: MeshSurroundings, random: Random, serve: Serve) {
    this.#around = around;
    this.#random = random;
    this.#serve = serve;
  }

  /** A request that comes in at a gateway from outside. */
  enter(gateway: Pod, authority: string, request: Request): Reply {
    const rule = this.#around.routing.gatewayRule(authority, request);
    if (rule === undefined) {
      const durationMs = this.#random.around(0.4, 0.3);
      this.#reportSource(gateway, undefined, UNKNOWN_SERVICE, request, 404, 'NR', '', durationMs, 0, false);
      return { code: 404, grpc: '', durationMs, bytes: 0 };
    }
    const [first] = rule.destinations;
    return this.#send(gateway, first?.host ?? '', rule, request);
  }

  /** A call from one pod to a service. */
  call(source: Pod, host: string, request: Request): Reply {
    // Without a proxy of its own nobody routes for it.
    const rule = source.proxy === undefined ? undefined : this.#around.routing.rule(host, request);
    if (rule === 'no-route') {
      const service = this.#around.service(host)?.identity ?? UNKNOWN_SERVICE;
      this.#reportSource(source, undefined, service, request, 404, 'NR', '', 0.3, 0, false);
      return { code: 404, grpc: '', durationMs: 0.3, bytes: 0 };
    }
    return this.#send(source, host, rule, request);
  }

  /** A call to a host outside of the cluster, which no ServiceEntry names: the proxy lets it pass. */
  leave(source: Pod, host: string, bytes: number, durationMs: number): void {
    if (source.proxy === undefined) return;
    const service = { id: PASSTHROUGH_ID, host, name: 'PassthroughCluster', namespace: 'unknown' };
    const request: Request = { protocol: 'http', path: '/', headers: {}, bytes: 0 };
    this.#reportSource(source, undefined, service, request, HTTP_OK, '-', '', durationMs, bytes, false);
    source.sentBytes += 900;
    source.receivedBytes += bytes + 300;
  }

  #send(source: Pod, host: string, rule: HttpRule | undefined, request: Request): Reply {
    const random = this.#random;
    const flags: string[] = [];
    let spentMs = 0;
    if (rule?.delay && random.chance(rule.delay.share)) {
      spentMs = rule.delay.delayMs;
      flags.push('DI');
    }
    const target = choose(rule, host, random);
    const service = this.#around.service(target.host);
    const identity = service?.identity ?? UNKNOWN_SERVICE;
    if (rule?.abort && random.chance(rule.abort.share)) {
      const { status } = rule.abort;
      return this.#finish(source, undefined, identity, request, [...flags, 'FI'], spentMs + 0.2, false, {
        code: status,
        grpc: request.protocol === 'grpc' ? '14' : '',
        bytes: 18,
      });
    }
    const patienceMs = request.patienceMs ?? Number.POSITIVE_INFINITY;
    if (spentMs >= patienceMs) {
      return this.#finish(source, undefined, identity, request, [...flags, 'DC'], patienceMs, false, GONE);
    }
    if (service === undefined) {
      return this.#finish(
        source,
        undefined,
        identity,
        request,
        [...flags, 'NC'],
        spentMs + 0.2,
        false,
        unavailable(request),
      );
    }

    const timeoutMs = rule?.timeoutMs ?? Number.POSITIVE_INFINITY;
    const retries = rule?.retries;
    const attempts = 1 + (retries?.attempts ?? 2);
    const cluster = `outbound|${service.port}|${target.subset ?? ''}|${service.identity.host}`;
    let tried: Attempt | undefined;
    let inRouterMs = 0;
    for (let n = 0; n < attempts; n++) {
      const leftMs = Math.min(timeoutMs - inRouterMs, patienceMs - spentMs - inRouterMs);
      const limitMs = Math.min(leftMs, retries?.perTryTimeoutMs ?? Number.POSITIVE_INFINITY);
      tried = this.#attempt(source, service, target, cluster, request, limitMs);
      inRouterMs += tried.reply.durationMs;
      const isOver = inRouterMs >= timeoutMs || spentMs + inRouterMs >= patienceMs;
      const again = tried.failure !== undefined && isRetried(tried, retries?.retryOn) && !isOver && n + 1 < attempts;
      if (!again) {
        if (n > 0 && tried.failure === undefined) source.proxy?.cluster(cluster).retriesGood.add(1);
        if (n > 0 && n + 1 === attempts && tried.failure !== undefined) flags.push('URX');
        break;
      }
      source.proxy?.cluster(cluster).retries.add(1);
      // Envoy's back-off: 25 ms, doubled, with full jitter.
      inRouterMs += random.between(0, 25 * 2 ** n);
    }
    const { reply, pod, isEncrypted } = tried!;
    const ownFlags = tried!.flags === '' ? flags : [...flags, tried!.flags];
    if (spentMs + inRouterMs >= patienceMs) {
      return this.#finish(source, pod, identity, request, [...flags, 'DC'], patienceMs, isEncrypted, GONE);
    }
    if (inRouterMs >= timeoutMs) {
      source.proxy?.cluster(cluster).timeouts.add(1);
      return this.#finish(source, pod, identity, request, [...flags, 'UT'], spentMs + timeoutMs, isEncrypted, {
        code: 504,
        grpc: request.protocol === 'grpc' ? '4' : '',
        bytes: 24,
      });
    }
    return this.#finish(source, pod, identity, request, ownFlags, spentMs + inRouterMs, isEncrypted, reply);
  }

  #attempt(
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
    if (pod.proxy) {
      pod.proxy.recentRequests++;
      const seen = isCut ? this.outcomes.of(0, 'DC', '') : this.outcomes.of(served.code, '-', served.grpc);
      this.#report('destination', source, pod, service.identity, request, seen, serverMs, reply.bytes, isEncrypted);
    }
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

  #finish(
    source: Pod,
    pod: Pod | undefined,
    service: ServiceIdentity,
    request: Request,
    flags: readonly string[],
    durationMs: number,
    isEncrypted: boolean,
    end: { readonly code: number; readonly grpc: string; readonly bytes: number },
  ): Reply {
    const shown = flags.length === 0 ? '-' : [...new Set(flags)].join(',');
    this.#reportSource(source, pod, service, request, end.code, shown, end.grpc, durationMs, end.bytes, isEncrypted);
    return { code: end.code, grpc: end.grpc, bytes: end.bytes, durationMs };
  }

  #reportSource(
    source: Pod,
    pod: Pod | undefined,
    service: ServiceIdentity,
    request: Request,
    code: number,
    flags: string,
    grpc: string,
    durationMs: number,
    responseBytes: number,
    isEncrypted: boolean,
  ): void {
    if (source.proxy === undefined) return;
    source.proxy.recentRequests++;
    const outcome = this.outcomes.of(code, flags, request.protocol === 'grpc' ? grpc : '');
    this.#report('source', source, pod, service, request, outcome, durationMs, responseBytes, isEncrypted);
  }

  #report(
    reporter: 'source' | 'destination',
    source: Pod,
    pod: Pod | undefined,
    service: ServiceIdentity,
    request: Request,
    outcome: Outcome,
    durationMs: number,
    responseBytes: number,
    isEncrypted: boolean,
  ): void {
    // Without a sidecar the server cannot tell who it was.
    const from = source.proxy === undefined ? UNKNOWN_WORKLOAD : (source.identity ?? UNKNOWN_WORKLOAD);
    const to: WorkloadIdentity = pod?.identity ?? UNKNOWN_WORKLOAD;
    const protocol: Protocol = request.protocol;
    // Envoy counts whole milliseconds.
    const wholeMs = Math.round(durationMs);
    this.ledger.add(reporter, from, to, service, protocol, outcome, wholeMs);
    const { proxy } = reporter === 'source' ? source : pod!;
    proxy!.telemetry.report({
      reporter,
      source: from,
      destination: to,
      service,
      protocol,
      outcome,
      isEncrypted,
      durationMs: wholeMs,
      requestBytes: request.bytes,
      responseBytes,
    });
  }
}

/** No answer came: the client, or a time limit, was first. */
const GONE = { code: 0, grpc: '', bytes: 0 } as const;

const unavailable = (request: Request): { readonly code: number; readonly grpc: string; readonly bytes: number } => ({
  code: request.protocol === 'grpc' ? HTTP_OK : 503,
  grpc: request.protocol === 'grpc' ? '14' : '',
  bytes: 90,
});

const isRetried = ({ failure, reply }: Attempt, on: ReadonlySet<string> | undefined): boolean =>
  on === undefined
    ? failure === 'connect-failure' || failure === 'unavailable' || failure === '503'
    : on.has(failure!) || (on.has('5xx') && reply.code >= 500) || (on.has('gateway-error') && reply.code >= 502);

const hasLabels = (pod: Pod, labels: Readonly<Record<string, string>>): boolean => {
  for (const name in labels) if (pod.labels[name] !== labels[name]) return false;
  return true;
};

function choose(rule: HttpRule | undefined, host: string, random: Random): RouteDestination {
  if (rule === undefined || rule.destinations.length === 0) return { host, subset: undefined, weight: 100 };
  if (rule.destinations.length === 1) return rule.destinations[0]!;
  let total = 0;
  for (const { weight } of rule.destinations) total += weight;
  let at = random.next() * total;
  for (const destination of rule.destinations) {
    at -= destination.weight;
    if (at < 0) return destination;
  }
  return rule.destinations.at(-1)!;
}

/** Bytes on the wire: body, headers and what TLS adds. */
function count(source: Pod, destination: Pod, requestBytes: number, responseBytes: number): void {
  const up = requestBytes + 1100;
  const down = responseBytes + 600;
  source.sentBytes += up;
  destination.receivedBytes += up;
  destination.sentBytes += down;
  source.receivedBytes += down;
}
