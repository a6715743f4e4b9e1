import type { ObjectStore } from '../objects/object-store.ts';
import {
  matchesString,
  readDestinationRule,
  readPeerAuthentication,
  readVirtualService,
  type DestinationRules,
  type HttpRule,
  type PeerRule,
  type RouteMatch,
  type VirtualServiceRules,
} from './read-rules.ts';

/** What a rule can look at in a request. */
export interface RequestFacts {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const ROOT_NAMESPACE = 'istio-system';

/** Istio's routing, as the objects of the cluster say it. Made anew when one of them changes. */
export class Routing {
  readonly #mesh = new Map<string, VirtualServiceRules>();
  readonly #gateway: readonly VirtualServiceRules[];
  readonly #destinations = new Map<string, DestinationRules>();
  readonly #peers: readonly PeerRule[];
  readonly virtualServices: number;

  constructor(objects: ObjectStore) {
    const virtualServices = objects.list('VirtualService').map(readVirtualService);
    this.virtualServices = virtualServices.length;
    for (const rules of virtualServices) {
      if (rules.gateways.includes('mesh')) for (const host of rules.hosts) this.#mesh.set(host, rules);
    }
    this.#gateway = virtualServices.filter(({ gateways }) => gateways.some((name) => name !== 'mesh'));
    for (const rules of objects.list('DestinationRule').map(readDestinationRule)) {
      this.#destinations.set(rules.host, rules);
    }
    this.#peers = objects.list('PeerAuthentication').map(readPeerAuthentication);
  }

  /** The rule for a call inside the mesh; undefined: straight to the service. */
  rule(host: string, facts: RequestFacts): HttpRule | 'no-route' | undefined {
    const service = this.#mesh.get(host);
    if (service === undefined) return undefined;
    return service.rules.find((rule) => fits(rule.matches, facts)) ?? 'no-route';
  }

  /** The rule for a request that comes in at a gateway; `authority` is the host that the client asked for. */
  gatewayRule(authority: string, facts: RequestFacts): HttpRule | undefined {
    for (const service of this.#gateway) {
      if (!service.hosts.some((host) => host === '*' || host === authority)) continue;
      const rule = service.rules.find(({ matches }) => fits(matches, facts));
      if (rule !== undefined) return rule;
    }
    return undefined;
  }

  destination(host: string): DestinationRules | undefined {
    return this.#destinations.get(host);
  }

  /** Whether the server's proxy takes mutual TLS: the narrowest PeerAuthentication decides. */
  takesMutualTls(namespace: string, labels: Readonly<Record<string, string>>): boolean {
    let mode: PeerRule['mode'] = 'PERMISSIVE';
    let rank = 0;
    for (const peer of this.#peers) {
      const own = peer.labels !== undefined;
      if (own && !Object.entries(peer.labels).every(([name, value]) => labels[name] === value)) continue;
      if (peer.namespace !== namespace && (own || peer.namespace !== ROOT_NAMESPACE)) continue;
      const fit = own ? 3 : peer.namespace === namespace ? 2 : 1;
      if (fit >= rank) [rank, mode] = [fit, peer.mode];
    }
    return mode !== 'DISABLE';
  }
}

function fits(matches: readonly RouteMatch[], { path, headers }: RequestFacts): boolean {
  if (matches.length === 0) return true;
  return matches.some(
    ({ uri, headers: wanted }) =>
      (uri === undefined || matchesString(uri, path)) &&
      wanted.every(([name, match]) => matchesString(match, headers[name])),
  );
}
