import type { KubeObject } from '@binnacle/kube';

/** How a part of a request must look. */
export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: RegExp;
}

export interface RouteMatch {
  readonly uri: StringMatch | undefined;
  readonly headers: readonly (readonly [name: string, match: StringMatch])[];
}

export interface RouteDestination {
  readonly host: string;
  readonly subset: string | undefined;
  readonly weight: number;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly perTryTimeoutMs: number | undefined;
  readonly retryOn: ReadonlySet<string>;
}

/** One `http` entry of a VirtualService. */
export interface HttpRule {
  /** Any of them; none: every request. */
  readonly matches: readonly RouteMatch[];
  readonly destinations: readonly RouteDestination[];
  readonly timeoutMs: number | undefined;
  readonly retries: RetryPolicy;
  readonly delay: { readonly share: number; readonly delayMs: number } | undefined;
  readonly abort: { readonly share: number; readonly status: number } | undefined;
}

export interface VirtualServiceRules {
  readonly hosts: readonly string[];
  /** `mesh` for sidecars, else names of gateways. */
  readonly gateways: readonly string[];
  readonly rules: readonly HttpRule[];
}

export interface OutlierDetection {
  readonly consecutiveErrors: number;
  readonly baseEjectionMs: number;
  readonly maxEjectionShare: number;
}

export interface DestinationRules {
  readonly host: string;
  readonly subsets: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly outlier: OutlierDetection | undefined;
  /** Requests at once to one destination from one proxy; undefined: no limit that matters. */
  readonly maxRequests: number | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Go's durations as far as people write them here: `7s`, `500ms`, `1m30s`. */
export function durationOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(value)) return undefined;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  let total = 0;
  for (const [, count, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) total += Number(count) * units[unit!]!;
  return total;
}

/** The full name that a short host means in a namespace. */
export function hostOf(host: string, namespace: string): string {
  return host.includes('.') || host === '*' ? host : `${host}.${namespace}.svc.cluster.local`;
}

const DEFAULT_RETRIES: RetryPolicy = {
  attempts: 2,
  perTryTimeoutMs: undefined,
  retryOn: new Set(['connect-failure', 'refused-stream', 'unavailable', 'cancelled', '503']),
};

export function readVirtualService(object: KubeObject): VirtualServiceRules {
  const spec = fields(object['spec']);
  const namespace = object.metadata.namespace ?? 'default';
  const gateways = items(spec['gateways']).filter((name) => typeof name === 'string');
  return {
    hosts: items(spec['hosts']).flatMap((host) => (typeof host === 'string' ? [hostOf(host, namespace)] : [])),
    gateways: gateways.length === 0 ? ['mesh'] : gateways,
    rules: items(spec['http']).map((entry) => readRule(fields(entry), namespace)),
  };
}

function readRule(rule: Fields, namespace: string): HttpRule {
  const fault = fields(rule['fault']);
  const delay = fields(fault['delay']);
  const abort = fields(fault['abort']);
  const delayMs = durationOf(delay['fixedDelay']);
  const status = number(abort['httpStatus']);
  return {
    matches: items(rule['match']).map((match) => readMatch(fields(match))),
    destinations: items(rule['route']).map((entry) => {
      const destination = fields(fields(entry)['destination']);
      return {
        host: hostOf(text(destination['host']) ?? '', namespace),
        subset: text(destination['subset']),
        weight: number(fields(entry)['weight']) ?? (items(rule['route']).length === 1 ? 100 : 0),
      };
    }),
    timeoutMs: durationOf(rule['timeout']),
    retries: readRetries(rule['retries']),
    delay: delayMs === undefined ? undefined : { share: shareOf(delay), delayMs },
    abort: status === undefined ? undefined : { share: shareOf(abort), status },
  };
}

const shareOf = (fault: Fields): number =>
  (number(fields(fault['percentage'])['value']) ?? number(fault['percent']) ?? 100) / 100;

function readRetries(value: unknown): RetryPolicy {
  if (typeof value !== 'object' || value === null) return DEFAULT_RETRIES;
  const retries = fields(value);
  const on = text(retries['retryOn']);
  return {
    attempts: number(retries['attempts']) ?? 2,
    perTryTimeoutMs: durationOf(retries['perTryTimeout']),
    retryOn: on === undefined ? DEFAULT_RETRIES.retryOn : new Set(on.split(',').map((one) => one.trim())),
  };
}

function readMatch(match: Fields): RouteMatch {
  return {
    uri: match['uri'] === undefined ? undefined : readStringMatch(match['uri']),
    headers: Object.entries(fields(match['headers'])).map(([name, value]) => [
      name.toLowerCase(),
      readStringMatch(value),
    ]),
  };
}

function readStringMatch(value: unknown): StringMatch {
  const match = fields(value);
  const regex = text(match['regex']);
  if (regex !== undefined) {
    try {
      return { regex: new RegExp(`^(?:${regex})$`) };
    } catch {
      // Envoy would have refused it; here it fits nothing.
      return { exact: '\u0000' };
    }
  }
  const [exact, prefix] = [text(match['exact']), text(match['prefix'])];
  return { ...(exact === undefined ? {} : { exact }), ...(prefix === undefined ? {} : { prefix }) };
}

export function matchesString(match: StringMatch, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (match.exact !== undefined) return value === match.exact;
  if (match.prefix !== undefined) return value.startsWith(match.prefix);
  return match.regex === undefined || match.regex.test(value);
}

export function readDestinationRule(object: KubeObject): DestinationRules {
  const spec = fields(object['spec']);
  const policy = fields(spec['trafficPolicy']);
  const outlier = policy['outlierDetection'];
  const http = fields(fields(policy['connectionPool'])['http']);
  const subsets = new Map<string, Readonly<Record<string, string>>>();
  for (const entry of items(spec['subsets'])) {
    const name = text(fields(entry)['name']);
    const labels = Object.entries(fields(fields(entry)['labels'])).filter(([, value]) => typeof value === 'string');
    if (name !== undefined) subsets.set(name, Object.fromEntries(labels) as Record<string, string>);
  }
  const detection = fields(outlier);
  return {
    host: hostOf(text(spec['host']) ?? '', object.metadata.namespace ?? 'default'),
    subsets,
    outlier:
      outlier === undefined
        ? undefined
        : {
            consecutiveErrors:
              number(detection['consecutive5xxErrors']) ?? number(detection['consecutiveGatewayErrors']) ?? 5,
            baseEjectionMs: durationOf(detection['baseEjectionTime']) ?? 30_000,
            maxEjectionShare: (number(detection['maxEjectionPercent']) ?? 10) / 100,
          },
    maxRequests: number(http['http2MaxRequests']) ?? number(http['http1MaxPendingRequests']),
  };
}

/** Mode of mutual TLS that a PeerAuthentication asks for, and the pods that it is for; no labels: the namespace. */
export interface PeerRule {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly mode: 'DISABLE' | 'PERMISSIVE' | 'STRICT';
}

export function readPeerAuthentication(object: KubeObject): PeerRule {
  const spec = fields(object['spec']);
  const labels = fields(fields(spec['selector'])['matchLabels']);
  const mode = text(fields(spec['mtls'])['mode']);
  return {
    namespace: object.metadata.namespace ?? 'default',
    labels: Object.keys(labels).length === 0 ? undefined : (labels as Record<string, string>),
    mode: mode === 'DISABLE' || mode === 'STRICT' ? mode : 'PERMISSIVE',
  };
}
