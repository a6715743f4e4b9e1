import type { Pod } from '../cluster/pod.ts';
import { Random, wave } from '../random.ts';
import type { Mesh } from './mesh.ts';
import type { Request } from './request.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Requests per second at a moment: most in the afternoon, few at night, and a burst now and then. */
export function demand(averagePerSecond: number, nowMs: number, seed: number): number {
  const hour = (nowMs % DAY_MS) / HOUR_MS;
  const daily = 1 + 0.45 * Math.cos((2 * Math.PI * (hour - 14)) / 24);
  const ripple = 1 + 0.08 * wave(seed, nowMs, 9 * 60_000);
  // One burst in each stretch of 40 minutes, three minutes long, at another moment each time.
  const stretch = Math.floor(nowMs / (40 * 60_000));
  const begin = stretch * 40 * 60_000 + Random.of(seed, `burst ${stretch}`).between(0, 36 * 60_000);
  const inBurst = (nowMs - begin) / (3 * 60_000);
  const burst = inBurst > 0 && inBurst < 1 ? 1 + 0.9 * Math.sin(Math.PI * inBurst) : 1;
  return averagePerSecond * daily * ripple * burst;
}

const PATHS: readonly (readonly [share: number, path: string])[] = [
  [0.78, '/productpage'],
  [0.1, '/static/bootstrap/css/bootstrap.min.css'],
  [0.07, '/api/v1/products'],
  [0.025, '/login'],
  [0.015, '/logout'],
  // Through the prefix route to productpage, which does not have it.
  [0.01, '/api/v1/products/999'],
];

const NOBODY: Readonly<Record<string, string>> = {};
const JASON: Readonly<Record<string, string>> = { 'end-user': 'jason' };

export function userRequest(random: Random): Request {
  let at = random.next();
  let path = '/productpage';
  for (const [share, one] of PATHS) {
    at -= share;
    if (at < 0) {
      path = one;
      break;
    }
  }
  const headers = random.chance(0.06) ? JASON : NOBODY;
  return { protocol: 'http', path, headers, bytes: path === '/login' ? 32 : 0 };
}

/** People who use one Bookinfo through the ingress gateway. */
export class Users {
  /** Share of the normal number of users; an incident may change it. */
  factor = 1;
  readonly #random: Random;
  readonly #seed: number;
  readonly #averagePerSecond: number;
  readonly #authority: string;

  constructor(seed: number, authority: string, averagePerSecond: number) {
    this.#random = Random.of(seed, `users of ${authority}`);
    this.#seed = seed;
    this.#authority = authority;
    this.#averagePerSecond = averagePerSecond;
  }

  step(mesh: Mesh, gateways: readonly Pod[], nowMs: number, lengthMs: number): void {
    const rate = demand(this.#averagePerSecond, nowMs, this.#seed) * this.factor;
    const count = this.#random.poisson((rate * lengthMs) / 1000);
    if (gateways.length === 0) return;
    for (let i = 0; i < count; i++) {
      const gateway = gateways[this.#random.below(gateways.length)]!;
      const request = userRequest(this.#random);
      const reply = mesh.enter(gateway, this.#authority, request);
      const side = gateway.container('istio-proxy');
      if (side) side.workSeconds += 0.0004;
      gateway.receivedBytes += 900 + request.bytes;
      gateway.sentBytes += 500 + reply.bytes;
    }
  }
}
