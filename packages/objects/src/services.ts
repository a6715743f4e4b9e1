import type { KindPart } from './derived.ts';
import { ownerOf } from './owner.ts';
import { listAt, recordAt, textAt, textRecordAt, textsAt, type Json } from './read.ts';
import { selectorOfLabels } from './selector-of.ts';

/** `http 80→8080/TCP`: name, port and target of a service's port. */
function portText(it: unknown): string {
  const [name, port, target, protocol] = ['name', 'port', 'targetPort', 'protocol'].map((key) => textAt(it, key));
  const nodePort = textAt(it, 'nodePort');
  const to = target === '' || target === port ? '' : `→${target}`;
  return `${name === '' ? '' : `${name} `}${port}${nodePort === '' ? '' : `:${nodePort}`}${to}/${protocol || 'TCP'}`;
}

/**
 * A service by itself. Whether anybody answers is what its endpoint slices say: the server fills in `ready` and `desired`
 * from these, and `withEndpoints` the status.
 */
export function deriveService(object: Json): KindPart {
  const type = textAt(object, 'spec', 'type') || 'ClusterIP';
  const ingress = listAt(object, 'status', 'loadBalancer', 'ingress').map(
    (it) => textAt(it, 'ip') || textAt(it, 'hostname'),
  );
  const externalIps = [...textsAt(object, 'spec', 'externalIPs'), ...ingress].filter((it) => it !== '');
  const isWaiting = type === 'LoadBalancer' && ingress.length === 0;
  const clusterIp = textAt(object, 'spec', 'clusterIP');
  return {
    status: isWaiting ? 'PendingAddress' : type,
    level: isWaiting ? 'warning' : type === 'ExternalName' ? 'ok' : 'unknown',
    message: isWaiting ? 'no load balancer has given it an address' : '',
    ip: clusterIp === 'None' ? '' : clusterIp,
    selector: selectorOfLabels(textRecordAt(object, 'spec', 'selector')),
    facts: {
      type,
      headless: clusterIp === 'None',
      ports: listAt(object, 'spec', 'ports').map(portText),
      externalIps,
      externalName: textAt(object, 'spec', 'externalName'),
    },
  };
}

export interface Endpoints {
  readonly ready: number;
  readonly total: number;
}

/** The status of a service together with what its endpoint slices say. `undefined`: nothing is known of any. */
export function withEndpoints(
  service: Pick<KindPart, 'status' | 'level' | 'message'>,
  endpoints: Endpoints | undefined,
): Required<Pick<KindPart, 'status' | 'level' | 'message'>> {
  const own = { message: '', ...service };
  if (endpoints === undefined || own.status === 'ExternalName' || own.status === 'PendingAddress') return own;
  const { ready, total } = endpoints;
  if (ready === 0) {
    const message = total === 0 ? 'no pod matches its selector' : `none of its ${total} endpoints is ready`;
    return { status: 'NoEndpoints', level: 'error', message };
  }
  return ready < total
    ? { ...own, level: 'warning', message: `${total - ready} of ${total} endpoints are not ready` }
    : { ...own, level: 'ok', message: '' };
}

/** `owner` is the service by its label: slices that somebody wrote by hand have no owner reference. */
export function deriveEndpointSlice(object: Json): KindPart {
  const endpoints = listAt(object, 'endpoints');
  // An endpoint that does not say whether it is ready counts as ready.
  const ready = endpoints.filter((it) => recordAt(it, 'conditions')['ready'] !== false).length;
  const service = textAt(object, 'metadata', 'labels', 'kubernetes.io/service-name');
  return {
    status: ready === endpoints.length ? 'Ready' : ready === 0 ? 'NotReady' : 'Degraded',
    level: ready === endpoints.length ? 'ok' : ready === 0 ? 'error' : 'warning',
    ready,
    desired: endpoints.length,
    owner: { kind: 'Service', name: service, uid: ownerOf(object)?.uid ?? '' },
    facts: { service, addressType: textAt(object, 'addressType') },
  };
}

export function deriveIngress(object: Json): KindPart {
  const addresses = listAt(object, 'status', 'loadBalancer', 'ingress').map(
    (it) => textAt(it, 'ip') || textAt(it, 'hostname'),
  );
  const rules = listAt(object, 'spec', 'rules');
  const backends = rules.flatMap((rule) =>
    listAt(rule, 'http', 'paths').map(
      (it) =>
        `${textAt(rule, 'host') || '*'}${textAt(it, 'path') || '/'} → ${textAt(it, 'backend', 'service', 'name')}`,
    ),
  );
  return {
    status: addresses.length > 0 ? 'Ready' : 'PendingAddress',
    level: addresses.length > 0 ? 'ok' : 'warning',
    ip: addresses[0] ?? '',
    facts: {
      class:
        textAt(object, 'spec', 'ingressClassName') ||
        textAt(object, 'metadata', 'annotations', 'kubernetes.io/ingress.class'),
      hosts: [...new Set(rules.map((it) => textAt(it, 'host') || '*'))],
      backends,
      tls: listAt(object, 'spec', 'tls').flatMap((it) => textsAt(it, 'hosts')),
    },
  };
}
