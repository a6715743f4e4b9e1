import { labelsToRecord } from '@binnacle/model';
import type { ClusterView } from '../src/discovery/cluster-view.ts';
import { Discovery } from '../src/discovery/discovery.ts';
import type { DiscoveryCaches } from '../src/discovery/kubernetes/objects.ts';
import { ENVOY_KEEP, type DiscoverySettings } from '../src/discovery/settings.ts';
import { WorkQueue } from '../src/discovery/work-queue.ts';
import type { Target } from '../src/scrape/target.ts';
import { FakeClock } from './fake-clock.ts';

/** A discovery over the caches of a test, and what it has scraped. */
export interface Discovered {
  readonly discovery: Discovery;
  readonly clock: FakeClock;
  readonly running: ReadonlyMap<string, Target>;
  /** `begin URL`, `gone URL`, `moved URL`, in order. */
  readonly log: string[];
  /** Address and labels of everything that is scraped, sorted. */
  shown(): readonly string[];
  /** Labels of `up` of the target at this address. */
  labelsOf(url: string): Readonly<Record<string, string>>;
  settle(): Promise<void>;
}

export const TEST_TAGS = {
  cluster: 'k8s-istio',
  host: new Map([['host', 'node-1']]),
  election: new Map([['env', 'test']]),
};

export function discover(
  caches: DiscoveryCaches,
  view: Partial<ClusterView> = {},
  more: Partial<DiscoverySettings> & { readonly isElected?: boolean } = {},
): Discovered {
  const running = new Map<string, Target>();
  const log: string[] = [];
  const clock = new FakeClock();
  const { isElected = true, ...settings } = more;
  const discovery = new Discovery({
    settings: {
      scrapeConfigFiles: [],
      confDirs: [],
      off: new Set(),
      envoyKeep: ENVOY_KEEP,
      podNetwork: 'auto',
      intervalMs: 30_000,
      ...settings,
    },
    cluster: {
      caches,
      access: {
        server: undefined,
        credentials: undefined,
        tls: { ca: [], cert: undefined, key: undefined, serverName: '', verify: true },
      },
      node: 'node-1',
      isInside: true,
      namespace: 'binnacle',
      hostNetwork: true,
      hostRoot: '/rootfs',
      ...view,
    },
    isElected,
    sink: {
      begin: (target) => {
        running.set(target.id, target);
        log.push(`begin ${target.displayUrl}`);
      },
      end: (target, reason) => {
        running.delete(target.id);
        log.push(`${reason} ${target.displayUrl}`);
      },
    },
    clock,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    userAgent: 'test',
    env: {},
    queue: new WorkQueue((run) => void setImmediate(run)),
  });
  const labels = (target: Target): Record<string, string> => {
    const rules = target.rules({ tags: TEST_TAGS, election: true });
    const { __name__: _, ...rest } = labelsToRecord(rules.labels.ownLabels('up', target.instance));
    return rest;
  };
  return {
    discovery,
    clock,
    running,
    log,
    shown: () =>
      [...running.values()]
        .map((target) => {
          const text = Object.entries(labels(target)).map(([name, value]) => `${name}=${value}`);
          return `${target.displayUrl} ${text.join(' ')}`;
        })
        .sort(),
    labelsOf: (url) => {
      const found = [...running.values()].filter(({ displayUrl }) => displayUrl === url);
      if (found.length !== 1)
        throw new Error(`${found.length} targets at ${url}; there are ${[...running.keys()].join('\n')}`);
      return labels(found[0]!);
    },
    settle: () => discovery.whenIdle(),
  };
}
