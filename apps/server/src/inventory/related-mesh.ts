import type { ObjectSummary } from '@binnacle/api';
import { sql } from '../metadata/sql.ts';
import { kindIs, listFact, nameIs, selects, textFact, type Relation, type Surroundings } from './surroundings.ts';

type Groups = readonly (readonly [Relation, ObjectSummary[]])[];

const POLICIES = ['PeerAuthentication', 'RequestAuthentication', 'AuthorizationPolicy', 'Sidecar'];
/** Policies there without a selector are for the whole mesh. */
const ROOT_NAMESPACE = 'istio-system';

/** What Istio does to an object, and to what an object of Istio does it. */
export function meshOf(around: Surroundings, pods: readonly ObjectSummary[]): Groups {
  const { object, find } = around;
  switch (object.kind) {
    case 'Service': {
      const routing = find(kindIs(['VirtualService', 'DestinationRule'])).filter((it) => concerns(it, object));
      const gateways = gatewaysOf(around, routing);
      return [
        ['routing', [...routing, ...gateways]],
        ['policies', policiesFor(around, pods)],
      ];
    }
    case 'Pod':
      return [['policies', policiesFor(around, [object])]];
    case 'VirtualService': {
      const hosts = [...listFact(object, 'destinations'), ...listFact(object, 'hosts')];
      return [
        [
          'services',
          find(sql`kind = 'Service'`).filter((it) => hosts.some((host) => isHostOf(host, object.namespace, it))),
        ],
        ['routing', [...gatewaysOf(around, [object]), ...rulesFor(around, listFact(object, 'destinations'))]],
      ];
    }
    case 'DestinationRule': {
      const host = textFact(object, 'host');
      const services = find(sql`kind = 'Service'`).filter((it) => isHostOf(host, object.namespace, it));
      const routing = find(sql`kind = 'VirtualService'`).filter((it) =>
        listFact(it, 'destinations').some((to) => fullHost(to, it.namespace) === fullHost(host, object.namespace)),
      );
      return [
        ['services', services],
        ['routing', routing],
      ];
    }
    case 'Gateway':
      return [
        [
          'routing',
          find(sql`kind = 'VirtualService'`).filter((it) =>
            listFact(it, 'gateways').some((name) => isGateway(name, it.namespace, object)),
          ),
        ],
      ];
    default:
      return [];
  }
}

/**
 * The name of a host in full. A short one is of the namespace of the object that names it, as Istio reads it; one with a
 * dot may be `NAME.NAMESPACE` or a name of the world, which is why both are tried against services.
 */
const fullHost = (host: string, namespace: string): string => (host.includes('.') ? host : `${host}.${namespace}`);

function isHostOf(host: string, namespace: string, service: ObjectSummary): boolean {
  const full = fullHost(host, namespace);
  const own = `${service.name}.${service.namespace}`;
  return full === own || full === `${own}.svc` || full.startsWith(`${own}.svc.`);
}

/** Whether a virtual service or destination rule is about a service. */
const concerns = (it: ObjectSummary, service: ObjectSummary): boolean =>
  (it.kind === 'DestinationRule'
    ? [textFact(it, 'host')]
    : [...listFact(it, 'destinations'), ...listFact(it, 'hosts')]
  ).some((host) => isHostOf(host, it.namespace, service));

const rulesFor = ({ object, find }: Surroundings, hosts: readonly string[]): ObjectSummary[] => {
  const wanted = new Set(hosts.map((it) => fullHost(it, object.namespace)));
  return find(sql`kind = 'DestinationRule'`).filter((it) => wanted.has(fullHost(textFact(it, 'host'), it.namespace)));
};

function isGateway(name: string, namespace: string, gateway: ObjectSummary): boolean {
  const [first, second] = name.split('/');
  return second === undefined
    ? first === gateway.name && namespace === gateway.namespace
    : first === gateway.namespace && second === gateway.name;
}

function gatewaysOf({ find }: Surroundings, routing: readonly ObjectSummary[]): ObjectSummary[] {
  const named = routing.flatMap((it) => listFact(it, 'gateways').map((name) => ({ name, namespace: it.namespace })));
  const names = [...new Set(named.map(({ name }) => name.slice(name.indexOf('/') + 1)))].filter((it) => it !== 'mesh');
  return names.length === 0
    ? []
    : find(sql`kind = 'Gateway' AND ${nameIs(names)}`).filter((gateway) =>
        named.some(({ name, namespace }) => isGateway(name, namespace, gateway)),
      );
}

/** Policies that apply to any of these pods, and those that apply to everything in the namespace or the mesh. */
const policiesFor = ({ object, find }: Surroundings, pods: readonly ObjectSummary[]): ObjectSummary[] =>
  find(sql`namespace IN (${object.namespace}, ${ROOT_NAMESPACE}) AND ${kindIs(POLICIES)}`).filter(
    (it) =>
      it.selector === '' || (it.namespace === object.namespace && pods.some((pod) => selects(it.selector, pod.labels))),
  );
