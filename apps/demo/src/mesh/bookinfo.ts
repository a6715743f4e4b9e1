import type { Pod } from '../cluster/pod.ts';
import type { Random } from '../random.ts';
import type { DatabaseCalls } from './database-calls.ts';
import type { Mesh } from './mesh.ts';
import type { Reply, Request } from './request.ts';

/** What an incident does to a workload's answers. */
export interface Trouble {
  readonly errorShare: number;
  readonly slowdown: number;
}

interface AppDeps {
  readonly mesh: Mesh;
  readonly database: DatabaseCalls;
  readonly random: Random;
  /** By `namespace/workload`. */
  readonly trouble: ReadonlyMap<string, Trouble>;
}

interface Profile {
  readonly medianMs: number;
  readonly spread: number;
  readonly cpuSeconds: number;
  readonly errorShare: number;
}

/** Its own work, without what it waits for. */
const PROFILES: Readonly<Record<string, Profile>> = {
  productpage: { medianMs: 9, spread: 0.45, cpuSeconds: 0.005, errorShare: 0.00002 },
  details: { medianMs: 2.4, spread: 0.4, cpuSeconds: 0.001, errorShare: 0.00001 },
  'reviews v1': { medianMs: 5, spread: 0.5, cpuSeconds: 0.003, errorShare: 0.00002 },
  'reviews v2': { medianMs: 8, spread: 0.5, cpuSeconds: 0.0035, errorShare: 0.00003 },
  'reviews v3': { medianMs: 7, spread: 0.45, cpuSeconds: 0.0033, errorShare: 0.00002 },
  ratings: { medianMs: 1.3, spread: 0.5, cpuSeconds: 0.0008, errorShare: 0.00002 },
  recommendations: { medianMs: 4, spread: 0.6, cpuSeconds: 0.0015, errorShare: 0.00003 },
};
const OTHER: Profile = { medianMs: 5, spread: 0.5, cpuSeconds: 0.002, errorShare: 0.00002 };

/** How long productpage waits for reviews before it shows the page without them; it tries twice. */
const REVIEWS_PATIENCE_MS = 3000;
const RATINGS_PATIENCE_MS = 10_000;
/** CPU of a proxy for one request on one side. */
const PROXY_CPU_SECONDS = 0.000_35;

/** The processes of Bookinfo, with a database behind ratings and a gRPC service beside it. */
export class Bookinfo {
  readonly #deps: AppDeps;

  constructor(deps: AppDeps) {
    this.#deps = deps;
  }

  readonly serve = (pod: Pod, request: Request): Reply => {
    const { random, trouble } = this.#deps;
    const app = pod.identity?.app ?? '';
    const version = pod.identity?.version ?? '';
    const profile = PROFILES[`${app} ${version}`] ?? PROFILES[app] ?? OTHER;
    const upset = trouble.get(`${pod.namespace}/${pod.identity?.workload}`);
    pod.app.workSeconds += profile.cpuSeconds;
    const side = pod.container('istio-proxy');
    if (side) side.workSeconds += PROXY_CPU_SECONDS;
    // Now and then a garbage collection or a cold cache.
    const pause = random.chance(0.004) ? random.between(20, 180) : 0;
    const ownMs = random.around(profile.medianMs, profile.spread) * (upset?.slowdown ?? 1) + pause;
    const isBroken = random.chance(profile.errorShare + (upset?.errorShare ?? 0));
    if (request.protocol === 'grpc') {
      // What is recommended comes from a partner, and is kept for a while.
      if (random.chance(0.02)) this.#deps.mesh.leave(pod, 'api.partner.example', 2400, random.around(70, 0.4));
      const grpc = isBroken ? '14' : random.chance(0.004) ? '5' : '0';
      return { code: 200, grpc, durationMs: ownMs, bytes: grpc === '0' ? 300 + random.below(200) : 0 };
    }
    if (isBroken) return reply(500, ownMs, 90);
    switch (app) {
      case 'productpage':
        return this.#productpage(pod, request, ownMs);
      case 'details':
        return reply(200, ownMs, 178);
      case 'reviews':
        return this.#reviews(pod, request, ownMs, version);
      case 'ratings':
        return this.#ratings(pod, ownMs);
      default:
        return reply(200, ownMs, 500);
    }
  };

  #productpage(pod: Pod, request: Request, ownMs: number): Reply {
    const { random, mesh } = this.#deps;
    const { path } = request;
    if (path.startsWith('/static')) return reply(200, ownMs / 6, 1500 + random.below(90_000));
    if (path === '/login' || path === '/logout') return reply(302, ownMs / 4, 210);
    if (path === '/api/v1/products') return reply(200, ownMs / 3, 395);
    if (path !== '/productpage') return reply(404, ownMs / 4, 230);
    const host = (name: string): string => `${name}.${pod.namespace}.svc.cluster.local`;
    const ask = (name: string, to: string, more: Partial<Request> = {}): Reply =>
      mesh.call(pod, host(name), { protocol: 'http', path: to, headers: request.headers, bytes: 0, ...more });
    let waitedMs = ask('details', '/details/0').durationMs;
    let page = 2800;
    for (let n = 0; n < 2; n++) {
      const reviews = ask('reviews', '/reviews/0', { patienceMs: REVIEWS_PATIENCE_MS });
      waitedMs += reviews.durationMs;
      if (reviews.code === 200) {
        page += 1400 + reviews.bytes;
        break;
      }
    }
    const grpc = { protocol: 'grpc', bytes: 60 + random.below(40) } as const;
    waitedMs += ask('recommendations', '/recommendations.v1.Recommendations/List', grpc).durationMs;
    return reply(200, ownMs + waitedMs, page);
  }

  #reviews(pod: Pod, { headers }: Request, ownMs: number, version: string): Reply {
    if (version === 'v1') return reply(200, ownMs, 295);
    const host = `ratings.${pod.namespace}.svc.cluster.local`;
    const request = {
      protocol: 'http',
      path: '/ratings/0',
      headers,
      bytes: 0,
      patienceMs: RATINGS_PATIENCE_MS,
    } as const;
    const ratings = this.#deps.mesh.call(pod, host, request);
    // Without ratings it says so in its answer, and that is no error.
    return reply(200, ownMs + ratings.durationMs, ratings.code === 200 ? 379 : 425);
  }

  #ratings(pod: Pod, ownMs: number): Reply {
    const host = `mysqldb.${pod.namespace}.svc.cluster.local`;
    const tookMs = this.#deps.database.query(
      pod,
      host,
      62 + this.#deps.random.below(20),
      180 + this.#deps.random.below(400),
    );
    return tookMs === undefined ? reply(500, ownMs + 2, 64) : reply(200, ownMs + tookMs, 48);
  }
}

const reply = (code: number, durationMs: number, bytes: number): Reply => ({ code, grpc: '', durationMs, bytes });
