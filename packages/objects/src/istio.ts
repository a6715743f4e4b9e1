import type { KindPart } from './derived.ts';
import { listAt, numberAt, recordAt, textAt, textRecordAt, textsAt, type Json } from './read.ts';
import { selectorOfLabels } from './selector-of.ts';

/** Where one route of a virtual service sends its share. */
export interface RouteDestination {
  readonly host: string;
  /** A version by the destination rule's subset; '' for the whole host. */
  readonly subset: string;
  readonly port: number | undefined;
  /** Share in percent of what the route matches. */
  readonly weight: number;
}

export interface Route {
  readonly protocol: 'http' | 'tls' | 'tcp';
  readonly name: string;
  /** What it matches, in words: `uri prefix /api`; '' for everything. */
  readonly match: string;
  readonly destinations: readonly RouteDestination[];
  /** What it does beside forwarding: `redirect`, `mirror reviews:v2`, `fault abort`, `timeout 2s`, `retries 3`. */
  readonly extras: readonly string[];
}

/**
 * The routes of a VirtualService, in their order. Without weights each destination has the same share; weights that do
 * not add up to 100 are shares of their sum, as Istio reads them.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export const virtualServiceRoutes = (object: Json): Route[] =>
  (['http', 'tls', 'tcp'] as const).flatMap((protocol) =>
    listAt(object, 'spec', protocol).map((it) => ({
      protocol,
      name: textAt(it, 'name'),
      match: listAt(it, 'match').map(matchText).join(' or '),
      destinations: destinationsOf(it),
      extras: extrasOf(it),
    })),
  );

function destinationsOf(route: unknown): RouteDestination[] {
  const all = listAt(route, 'route');
  const sum = all.reduce<number>((total, it) => total + (numberAt(it, 'weight') ?? 0), 0);
  return all.map((it) => ({
    host: textAt(it, 'destination', 'host'),
    subset: textAt(it, 'destination', 'subset'),
    port: numberAt(it, 'destination', 'port', 'number'),
    weight: sum === 0 ? 100 / all.length : ((numberAt(it, 'weight') ?? 0) / sum) * 100,
  }));
}

function matchText(match: unknown): string {
  const parts: string[] = [];
  for (const field of ['uri', 'authority', 'method', 'scheme']) {
    const [how, what] = Object.entries(recordAt(match, field))[0] ?? [];
    if (how !== undefined) parts.push(`${field} ${how} ${String(what)}`);
  }
  for (const field of ['headers', 'queryParams', 'withoutHeaders']) {
    for (const [name, value] of Object.entries(recordAt(match, field))) {
      const [how, what] = Object.entries(recordAt(value))[0] ?? ['present', ''];
      parts.push(`${field} ${name} ${how} ${String(what)}`.trim());
    }
  }
  const port = numberAt(match, 'port');
  if (port !== undefined) parts.push(`port ${port}`);
  const hosts = textsAt(match, 'sniHosts');
  if (hosts.length > 0) parts.push(`SNI ${hosts.join(', ')}`);
  const source = textRecordAt(match, 'sourceLabels');
  if (Object.keys(source).length > 0) parts.push(`from ${selectorOfLabels(source)}`);
  return parts.join(' and ');
}

function extrasOf(route: unknown): string[] {
  const extras: string[] = [];
  for (const field of ['redirect', 'rewrite', 'directResponse', 'delegate']) {
    if (Object.keys(recordAt(route, field)).length > 0) extras.push(field);
  }
  const mirrors = [recordAt(route, 'mirror'), ...listAt(route, 'mirrors').map((it) => recordAt(it, 'destination'))];
  for (const mirror of mirrors) {
    if (textAt(mirror, 'host') !== '')
      extras.push(`mirror ${destinationText(textAt(mirror, 'host'), textAt(mirror, 'subset'))}`);
  }
  for (const fault of ['delay', 'abort']) {
    if (Object.keys(recordAt(route, 'fault', fault)).length > 0) extras.push(`fault ${fault}`);
  }
  const timeout = textAt(route, 'timeout');
  if (timeout !== '') extras.push(`timeout ${timeout}`);
  const attempts = numberAt(route, 'retries', 'attempts');
  if (attempts !== undefined) extras.push(`retries ${attempts}`);
  return extras;
}

const destinationText = (host: string, subset: string): string => (subset === '' ? host : `${host}:${subset}`);

/** Percent without digits that nobody set: `90`, `33.3`. */
const percent = (weight: number): string => `${Math.round(weight * 10) / 10} %`;

export function deriveVirtualService(object: Json): KindPart {
  const routes = virtualServiceRoutes(object);
  const split = routes.filter((it) => it.destinations.length > 1);
  const targets = new Set(routes.flatMap((it) => it.destinations.map((to) => to.host)));
  return {
    ...validity(object),
    facts: {
      hosts: textsAt(object, 'spec', 'hosts'),
      gateways: textsAt(object, 'spec', 'gateways'),
      destinations: [...targets],
      routes: routes.length,
      weights: split.map((it) =>
        it.destinations.map((to) => `${destinationText(to.host, to.subset)} ${percent(to.weight)}`).join(', '),
      ),
      extras: [...new Set(routes.flatMap((it) => it.extras))],
    },
  };
}

export function deriveDestinationRule(object: Json): KindPart {
  const policy = recordAt(object, 'spec', 'trafficPolicy');
  return {
    ...validity(object),
    facts: {
      host: textAt(object, 'spec', 'host'),
      subsets: listAt(object, 'spec', 'subsets').map((it) => {
        const labels = selectorOfLabels(textRecordAt(it, 'labels'));
        return labels === '' ? textAt(it, 'name') : `${textAt(it, 'name')} (${labels})`;
      }),
      tls: textAt(policy, 'tls', 'mode'),
      loadBalancer: textAt(policy, 'loadBalancer', 'simple'),
      circuitBreaker:
        Object.keys(recordAt(policy, 'outlierDetection')).length > 0 ||
        Object.keys(recordAt(policy, 'connectionPool')).length > 0,
    },
  };
}

/** Gateways of Istio; those of the Gateway API have listeners and conditions in place of servers. */
export function deriveGateway(object: Json): KindPart {
  const servers = listAt(object, 'spec', 'servers').map((it) => {
    const tls = textAt(it, 'tls', 'mode');
    return `${textAt(it, 'port', 'number')}/${textAt(it, 'port', 'protocol')}${tls === '' ? '' : ` ${tls}`} ${textsAt(it, 'hosts').join(', ')}`;
  });
  const listeners = listAt(object, 'spec', 'listeners').map(
    (it) => `${textAt(it, 'port')}/${textAt(it, 'protocol')} ${textAt(it, 'hostname') || '*'}`,
  );
  const isGatewayApi = listeners.length > 0 || textAt(object, 'spec', 'gatewayClassName') !== '';
  return {
    ...(isGatewayApi ? programmed(object) : validity(object)),
    selector: selectorOfLabels(textRecordAt(object, 'spec', 'selector')),
    facts: {
      servers: isGatewayApi ? listeners : servers,
      class: textAt(object, 'spec', 'gatewayClassName'),
      hosts: [
        ...new Set([
          ...listAt(object, 'spec', 'servers').flatMap((it) => textsAt(it, 'hosts')),
          ...listAt(object, 'spec', 'listeners').map((it) => textAt(it, 'hostname') || '*'),
        ]),
      ],
    },
  };
}

export const deriveServiceEntry = (object: Json): KindPart => ({
  ...validity(object),
  facts: {
    hosts: textsAt(object, 'spec', 'hosts'),
    location: textAt(object, 'spec', 'location'),
    resolution: textAt(object, 'spec', 'resolution'),
    ports: listAt(object, 'spec', 'ports').map((it) => `${textAt(it, 'number')}/${textAt(it, 'protocol')}`),
    endpoints: listAt(object, 'spec', 'endpoints').map((it) => textAt(it, 'address')),
  },
});

export const deriveWorkloadEntry = (object: Json): KindPart => ({
  ...validity(object),
  ip: textAt(object, 'spec', 'address'),
  facts: { serviceAccount: textAt(object, 'spec', 'serviceAccount') },
});

export const deriveSidecar = (object: Json): KindPart => ({
  ...validity(object),
  selector: selectorOfLabels(textRecordAt(object, 'spec', 'workloadSelector', 'labels')),
  facts: { egress: listAt(object, 'spec', 'egress').flatMap((it) => textsAt(it, 'hosts')) },
});

const policySelector = (object: Json): string =>
  selectorOfLabels(textRecordAt(object, 'spec', 'selector', 'matchLabels'));

export function derivePeerAuthentication(object: Json): KindPart {
  const mode = textAt(object, 'spec', 'mtls', 'mode') || 'UNSET';
  return {
    ...validity(object),
    ...(mode === 'DISABLE' ? { level: 'warning' as const, message: 'plain text is allowed where this applies' } : {}),
    selector: policySelector(object),
    facts: {
      mtls: mode,
      ports: Object.entries(recordAt(object, 'spec', 'portLevelMtls')).map(
        ([port, it]) => `${port} ${textAt(it, 'mode')}`,
      ),
    },
  };
}

export const deriveRequestAuthentication = (object: Json): KindPart => ({
  ...validity(object),
  selector: policySelector(object),
  facts: { issuers: listAt(object, 'spec', 'jwtRules').map((it) => textAt(it, 'issuer')) },
});

export function deriveAuthorizationPolicy(object: Json): KindPart {
  const rules = listAt(object, 'spec', 'rules').length;
  const action = textAt(object, 'spec', 'action') || 'ALLOW';
  return {
    ...validity(object),
    selector: policySelector(object),
    // A policy that allows and has no rules lets nobody in: easily written, seldom meant.
    facts: { action, rules, deniesAll: action === 'ALLOW' && rules === 0 },
  };
}

/** What istiod says of a configuration object, where it was told to (`PILOT_ENABLE_CONFIG_DISTRIBUTION_TRACKING`, analysis). */
function validity(object: Json): { status: string; level: KindPart['level']; message: string } {
  const messages = listAt(object, 'status', 'validationMessages');
  const worst =
    messages.find((it) => textAt(it, 'level') === 'ERROR') ?? messages.find((it) => textAt(it, 'level') === 'WARNING');
  if (worst !== undefined) {
    const isError = textAt(worst, 'level') === 'ERROR';
    return {
      status: isError ? 'Invalid' : 'Warning',
      level: isError ? 'error' : 'warning',
      message: [textAt(worst, 'type', 'code'), textAt(worst, 'type', 'name')].filter((it) => it !== '').join(' '),
    };
  }
  return { status: 'Configured', level: 'ok', message: '' };
}

function programmed(object: Json): { status: string; level: KindPart['level']; message: string } {
  const condition = listAt(object, 'status', 'conditions').find((it) => textAt(it, 'type') === 'Programmed');
  const isProgrammed = textAt(condition, 'status') === 'True';
  return {
    status: isProgrammed ? 'Programmed' : 'NotProgrammed',
    level: isProgrammed ? 'ok' : 'warning',
    message: isProgrammed ? '' : textAt(condition, 'message'),
  };
}

/** Whether the object wants a proxy to be put beside its pods: namespaces by their labels. */
export function meshMode(labels: Readonly<Record<string, string>>): string {
  if (labels['istio-injection'] === 'enabled' || (labels['istio.io/rev'] ?? '') !== '') return 'sidecar';
  return labels['istio.io/dataplane-mode'] === 'ambient' ? 'ambient' : '';
}

export const deriveNamespace = (object: Json): KindPart => {
  const phase = textAt(object, 'status', 'phase') || 'Active';
  return {
    status: phase,
    level: phase === 'Active' ? 'ok' : 'busy',
    facts: { mesh: meshMode(textRecordAt(object, 'metadata', 'labels')) },
  };
};
