import type { ObjectCache } from '@binnacle/kube';
import type { Target } from '../scrape/target.ts';
import { SERVICE_NAME } from './kubernetes/endpoint-groups.ts';
import { joinHostPort } from './kubernetes/meta-labels.ts';
import type { DiscoveryCaches, EndpointSlice, Service } from './kubernetes/objects.ts';
import { coversOf } from './target-board.ts';

/** A service of the cluster that an address names. */
interface ServiceAddress {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/**
 * What an input reads already: its address, and where that is a service of the cluster, the pods behind it. The article reads
 * istiod and the gateways so; found by themselves as well they would count twice.
 */
export function coversOfInput(target: Target, caches: DiscoveryCaches): readonly string[] {
  if (target.source.kind !== 'http') return [];
  const { url } = target.source;
  const covers = new Set(coversOf(url));
  const address = serviceOf(url);
  const service = address === undefined ? undefined : caches.services?.get(address.namespace, address.name);
  if (address === undefined || service === undefined) return [...covers];
  for (const behind of addressesBehind(service, address.port, caches.endpointSlices)) {
    const pod = URL.parse(`${url.protocol}//${behind}${url.pathname}${url.search}`);
    if (pod !== null) for (const cover of coversOf(pod)) covers.add(cover);
  }
  return [...covers];
}

/** Whether an address may be a service: a change of services and endpoints then means another look. */
export const mayBeService = (target: Target): boolean =>
  target.source.kind === 'http' && serviceOf(target.source.url) !== undefined;

/** `name.namespace`, `name.namespace.svc`, `name.namespace.svc.cluster.local`. */
function serviceOf(url: URL): ServiceAddress | undefined {
  const match = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\..+)?)?\.?$/.exec(url.hostname);
  if (match === null || /^\d+$/.test(match[2]!)) return undefined;
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { name: match[1]!, namespace: match[2]!, port };
}

function* addressesBehind(
  service: Service,
  port: number,
  slices: ObjectCache<EndpointSlice> | undefined,
): Iterable<string> {
  const { namespace, name } = service.metadata;
  const portName = service.spec?.ports?.find((entry) => entry.port === port)?.name ?? '';
  for (const slice of slices?.list() ?? []) {
    if (slice.metadata.namespace !== namespace || slice.metadata.labels?.[SERVICE_NAME] !== name) continue;
    const target = slice.ports?.find((entry) => (entry.name ?? '') === portName)?.port;
    if (target === undefined) continue;
    for (const { addresses = [] } of slice.endpoints ?? []) {
      for (const address of addresses) yield joinHostPort(address, target);
    }
  }
}
