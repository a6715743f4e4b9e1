import type { Pod } from '../cluster/pod.ts';
import type { Random } from '../random.ts';
import { UNKNOWN_SERVICE, type ServiceIdentity } from './identity.ts';
import type { HttpRule, RouteDestination } from './read-rules.ts';
import { Reports } from './reports.ts';
import { GONE, unavailable, type Reply, type Request, type Serve } from './request.ts';
import type { MeshSurroundings } from './surroundings.ts';
import { Upstream, type Attempt } from './upstream.ts';

/** Above those of all services. */
const PASSTHROUGH_ID = 4095;

/** Carries calls between pods as Envoy does, and has both sides count them. */
export class Mesh {
  readonly reports = new Reports();
  readonly #around: MeshSurroundings;
  readonly #random: Random;
  readonly #upstream: Upstream;

  constructor(around: MeshSurroundings, random: Random, serve: Serve) {
    this.#around = around;
    this.#random = random;
    this.#upstream = new Upstream(around, random, serve, this.reports);
  }

  /** A request that comes in at a gateway from outside. */
  enter(gateway: Pod, authority: string, request: Request): Reply {
    const rule = this.#around.routing.gatewayRule(authority, request);
    if (rule === undefined) {
      const durationMs = this.#random.around(0.4, 0.3);
      return this.#noRoute(gateway, UNKNOWN_SERVICE, request, durationMs);
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
      return this.#noRoute(source, service, request, 0.3);
    }
    return this.#send(source, host, rule, request);
  }

  /** A call to a host outside of the cluster, which no ServiceEntry names: the proxy lets it pass. */
  leave(source: Pod, host: string, bytes: number, durationMs: number): void {
    if (source.proxy === undefined) return;
    const service = { id: PASSTHROUGH_ID, host, name: 'PassthroughCluster', namespace: 'unknown' };
    const request: Request = { protocol: 'http', path: '/', headers: {}, bytes: 0 };
    const reply = { code: 200, grpc: '', durationMs, bytes };
    this.reports.source({ source, destination: undefined, service, request, reply, flags: '-', isEncrypted: false });
    source.sentBytes += 900;
    source.receivedBytes += bytes + 300;
  }

  #send(source: Pod, host: string, rule: HttpRule | undefined, request: Request): Reply {
    const random = this.#random;
    const flags: string[] = [];
    /** The source's proxy counts it, and answers. */
    const finish = (
      destination: Pod | undefined,
      flagged: readonly string[],
      isEncrypted: boolean,
      reply: Reply,
    ): Reply => {
      const shown = flagged.length === 0 ? '-' : [...new Set(flagged)].join(',');
      this.reports.source({ source, destination, service: identity, request, reply, flags: shown, isEncrypted });
      return reply;
    };
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
      const grpc = request.protocol === 'grpc' ? '14' : '';
      return finish(undefined, [...flags, 'FI'], false, { code: status, grpc, bytes: 18, durationMs: spentMs + 0.2 });
    }
    const patienceMs = request.patienceMs ?? Number.POSITIVE_INFINITY;
    if (spentMs >= patienceMs) {
      return finish(undefined, [...flags, 'DC'], false, { ...GONE, durationMs: patienceMs });
    }
    if (service === undefined) {
      return finish(undefined, [...flags, 'NC'], false, { ...unavailable(request), durationMs: spentMs + 0.2 });
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
      tried = this.#upstream.attempt(source, service, target, cluster, request, limitMs);
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
      return finish(pod, [...flags, 'DC'], isEncrypted, { ...GONE, durationMs: patienceMs });
    }
    if (inRouterMs >= timeoutMs) {
      source.proxy?.cluster(cluster).timeouts.add(1);
      const grpc = request.protocol === 'grpc' ? '4' : '';
      return finish(pod, [...flags, 'UT'], isEncrypted, {
        code: 504,
        grpc,
        bytes: 24,
        durationMs: spentMs + timeoutMs,
      });
    }
    return finish(pod, ownFlags, isEncrypted, { ...reply, durationMs: spentMs + inRouterMs });
  }

  #noRoute(source: Pod, service: ServiceIdentity, request: Request, durationMs: number): Reply {
    const reply = { code: 404, grpc: '', durationMs, bytes: 0 };
    this.reports.source({ source, destination: undefined, service, request, reply, flags: 'NR', isEncrypted: false });
    return reply;
  }
}

const isRetried = ({ failure, reply }: Attempt, on: ReadonlySet<string> | undefined): boolean =>
  on === undefined
    ? failure === 'connect-failure' || failure === 'unavailable' || failure === '503'
    : on.has(failure!) || (on.has('5xx') && reply.code >= 500) || (on.has('gateway-error') && reply.code >= 502);

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
