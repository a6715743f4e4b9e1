import { posix } from 'node:path';
import { problemAt, type Problem } from '../../config/problem.ts';
import { SYSTEM_TLS, type TlsSources } from '../../scrape/tls-material.ts';
import { builtInJob } from '../built-in-job.ts';
import { joinHostPort } from '../kubernetes/meta-labels.ts';
import type { Container, Pod } from '../kubernetes/objects.ts';
import { PLAIN_REQUEST, type ScrapeJob } from '../scrape-job.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { flagsOf, pathOnHost } from './component-flags.ts';

export interface ComponentSurroundings {
  readonly access: ClusterAccess;
  readonly intervalMs: number;
  /** The agent shares the network of its node: what listens on loopback there answers it. */
  readonly hostNetwork: boolean;
  /** Whether the agent reads its own node alone, and says that what is there belongs to it. */
  readonly nodes: 'own' | 'all';
  /** Where the root of the machine is mounted; '/' outside of a container. */
  readonly hostRoot: string;
  readonly exists: (path: string) => boolean;
}

export type ComponentOutcome =
  | { readonly kind: 'job'; readonly job: ScrapeJob }
  /** It runs here, but cannot be read. */
  | { readonly kind: 'unreachable'; readonly problem: Problem };

/** A component of the control plane that runs in a pod: how it is recognised, and where it listens unless told otherwise. */
interface Component {
  readonly job: string;
  readonly label: string;
  readonly value: string;
  readonly container: string;
}

const COMPONENTS: readonly Component[] = [
  { job: 'kube-scheduler', label: 'component', value: 'kube-scheduler', container: 'kube-scheduler' },
  {
    job: 'kube-controller-manager',
    label: 'component',
    value: 'kube-controller-manager',
    container: 'kube-controller-manager',
  },
  { job: 'kube-proxy', label: 'k8s-app', value: 'kube-proxy', container: 'kube-proxy' },
  { job: 'etcd', label: 'component', value: 'etcd', container: 'etcd' },
];

/** Which component a pod is: `etcd`, `kube-scheduler`, …; undefined for all other pods. */
export function componentOf(pod: Pod): string | undefined {
  if (pod.metadata.namespace !== 'kube-system') return undefined;
  const labels = pod.metadata.labels ?? {};
  return COMPONENTS.find(({ label, value }) => labels[label] === value)?.job;
}

/** The job that reads a component of the control plane. Its own flags tell address, scheme and certificates. */
export function componentJob(pod: Pod, surroundings: ComponentSurroundings): ComponentOutcome | undefined {
  const component = COMPONENTS.find(({ job }) => job === componentOf(pod));
  const containers = pod.spec?.containers ?? [];
  const container = containers.find(({ name }) => name === component?.container) ?? containers[0];
  const ip = pod.status?.podIP ?? pod.status?.hostIP ?? '';
  if (component === undefined || container === undefined || ip === '' || pod.status?.phase !== 'Running')
    return undefined;
  const flags = flagsOf(container);
  switch (component.job) {
    case 'etcd':
      return etcdJob(pod, container, ip, flags, surroundings);
    case 'kube-proxy': {
      const written = flags.get('metrics-bind-address') ?? '127.0.0.1:10249';
      const { host, port } = splitAddress(written, 10_249);
      return plainJob(pod, component.job, 'http', { host, port, ip }, surroundings);
    }
    default: {
      const port = Number(flags.get('secure-port') ?? (component.job === 'kube-scheduler' ? 10_259 : 10_257));
      const host = flags.get('bind-address') ?? '0.0.0.0';
      return plainJob(pod, component.job, 'https', { host, port, ip }, surroundings);
    }
  }
}

interface Listener {
  readonly host: string;
  readonly port: number;
  readonly ip: string;
}

function plainJob(
  pod: Pod,
  name: string,
  scheme: 'http' | 'https',
  listener: Listener,
  surroundings: ComponentSurroundings,
): ComponentOutcome {
  const { access, hostNetwork } = surroundings;
  if (isLoopback(listener.host) && listener.host !== listener.ip && !hostNetwork) return onLoopback(pod, name);
  const request =
    scheme === 'http'
      ? PLAIN_REQUEST
      : // Signed by itself, as kubeadm sets it up.
        { ...PLAIN_REQUEST, credentials: access.credentials, tls: { ...access.tls, ca: [], verify: false } };
  return { kind: 'job', job: jobFor(pod, name, scheme, listener, surroundings, { request }) };
}

/**
 * etcd tells its metrics on a listener without TLS (kubeadm: 127.0.0.1:2381), or where its clients connect, to whom a
 * certificate is shown that its folder holds.
 */
function etcdJob(
  pod: Pod,
  container: Container,
  ip: string,
  flags: ReadonlyMap<string, string>,
  surroundings: ComponentSurroundings,
): ComponentOutcome {
  const { hostNetwork } = surroundings;
  const urls = (flag: string): URL[] =>
    (flags.get(flag) ?? '')
      .split(',')
      .map((url) => URL.parse(url.trim()))
      .filter((url) => url !== null);
  const metrics = urls('listen-metrics-urls');
  const clients = [...urls('advertise-client-urls'), ...urls('listen-client-urls')];
  // Any of its addresses that somebody scrapes already will do.
  const alsoCovers = [...metrics, ...clients].flatMap((url) => {
    const port = url.port === '' ? '2379' : url.port;
    return [`${url.hostname}:${port}/metrics`, `${ip}:${port}/metrics`];
  });
  const reachable = (url: URL): boolean => hostNetwork || !isLoopback(url.hostname) || url.hostname === ip;
  const plain = metrics.find((url) => url.protocol === 'http:' && reachable(url)) ?? metrics.find(reachable);
  const url = plain ?? clients.find(reachable);
  if (url === undefined) return onLoopback(pod, 'etcd');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const listener = { host, port: Number(url.port === '' ? 2379 : url.port), ip };
  if (url.protocol === 'http:') {
    const more = { alsoCovers, needed: OF_ETCD };
    return { kind: 'job', job: jobFor(pod, 'etcd', 'http', listener, surroundings, more) };
  }
  const tls = etcdTls(pod, container, flags, surroundings);
  if (!('verify' in tls)) return { kind: 'unreachable', problem: tls };
  const request = { ...PLAIN_REQUEST, tls };
  return {
    kind: 'job',
    job: jobFor(pod, 'etcd', 'https', listener, surroundings, { alsoCovers, needed: OF_ETCD, request }),
  };
}

/** Families that the view of etcd reads. */
const OF_ETCD = /^(etcd_|grpc_|process_|go_|os_)/;

function etcdTls(
  pod: Pod,
  container: Container,
  flags: ReadonlyMap<string, string>,
  { hostRoot, exists }: ComponentSurroundings,
): TlsSources | Problem {
  const onHost = (path: string): string => posix.join(hostRoot, pathOnHost(path, container, pod) ?? path);
  const cert = flags.get('cert-file') ?? '';
  const ca = flags.get('trusted-ca-file') ?? '';
  const folder = posix.dirname(cert === '' ? ca : cert);
  const pairs = [
    // kubeadm makes one for such readers; the server's own may be shown as well.
    [`${folder}/healthcheck-client.crt`, `${folder}/healthcheck-client.key`],
    [cert, flags.get('key-file') ?? ''],
  ] as const;
  const pair = pairs
    .filter(([path]) => path !== '')
    .map(([path, key]) => [onHost(path), onHost(key)] as const)
    .find(([path, key]) => exists(path) && exists(key));
  const needsCertificate = flags.get('client-cert-auth') === 'true' || ca !== '';
  if (pair === undefined && needsCertificate) {
    const message = `etcd asks for a client certificate, and the agent finds none in ${onHost(folder)}`;
    const advice = 'Mount the folder with the certificates of etcd, or give etcd --listen-metrics-urls';
    return problemAt({ key: `discovery of etcd ${pod.metadata.name}` }, 'warning', 'missing_file', message, advice);
  }
  const caFile = ca === '' ? '' : onHost(ca);
  return {
    ...SYSTEM_TLS,
    ca: caFile !== '' && exists(caFile) ? [{ option: 'trusted-ca-file', path: caFile }] : [],
    cert: pair === undefined ? undefined : { option: 'cert', path: pair[0] },
    key: pair === undefined ? undefined : { option: 'key', path: pair[1] },
  };
}

function jobFor(
  pod: Pod,
  name: string,
  scheme: 'http' | 'https',
  { host, port, ip }: Listener,
  { intervalMs, nodes }: ComponentSurroundings,
  more: Partial<ScrapeJob>,
): ScrapeJob {
  const node = pod.spec?.nodeName;
  const isEverywhere = host === '' || host === '0.0.0.0' || host === '::';
  const address = joinHostPort(isEverywhere ? ip : host, port);
  return builtInJob({
    id: `well-known#${name} ${pod.metadata.name}`,
    name,
    tier: 'well-known',
    place: { key: `discovery of ${name} ${pod.metadata.name}` },
    intervalMs,
    scheme,
    isHostScoped: nodes === 'own',
    relabel: [],
    discoveries: [
      {
        kind: 'static',
        groups: [
          {
            targets: [address],
            labels: {
              namespace: pod.metadata.namespace ?? '',
              pod: pod.metadata.name,
              node: node ?? '',
              app: name,
              // Members that listen on loopback would all be called the same.
              instance: joinHostPort(isLoopback(host) ? ip : isEverywhere ? ip : host, port),
            },
            ...(node === undefined ? {} : { node }),
          },
        ],
      },
    ],
    ...more,
  });
}

function onLoopback(pod: Pod, name: string): ComponentOutcome {
  const message = `${name} listens on the loopback of its node only, which this agent does not share`;
  const advice = 'Run the agent with hostNetwork: true, or have the component listen on an address of the node';
  const place = { key: `discovery of ${name} ${pod.metadata.name}` };
  return { kind: 'unreachable', problem: problemAt(place, 'warning', 'unreachable', message, advice) };
}

const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/.test(host);

function splitAddress(text: string, port: number): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(text);
  return { host: match?.[1] ?? match?.[2] ?? text, port: match?.[3] === undefined ? port : Number(match[3]) };
}
