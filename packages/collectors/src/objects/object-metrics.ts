import { kindSpec, type ObjectCache, type WatchState } from '@binnacle/kube';
import type { CollectOutcome, Collector } from '../collector.ts';
import { KindMetrics } from './kind-metrics.ts';
import type { MetricTable } from './metric-table.ts';
import { METRIC_TABLES } from './metric-tables.ts';
import type { Promotion } from './object-series.ts';

export interface ObjectMetricsOptions {
  /** The cache of each kind that is watched; undefined for the others. */
  readonly cache: (kind: string) => ObjectCache | undefined;
  /** How the watches stand, for what is said about kinds that cannot be read. */
  readonly states: () => ReadonlyMap<string, WatchState>;
  /** Label `instance`: the address of the API server, so that it stays the same whichever agent collects. */
  readonly instance: string;
  /**
   * Labels of objects that become labels of `kube_…_labels`, by the plural of the kind, such as `pods`; `*` for all kinds, and
   * `*` in a list for all labels. None by default, as kube-state-metrics has it.
   */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  /** The same for annotations. */
  readonly annotations?: Readonly<Record<string, readonly string[]>>;
  readonly tables?: readonly MetricTable[];
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The state of the cluster's objects, under the names of kube-state-metrics. */
export function objectMetrics(options: ObjectMetricsOptions): Collector {
  const { cache, states, instance, tables = METRIC_TABLES } = options;
  const kinds: KindMetrics[] = [];
  for (const table of tables) {
    const found = cache(table.kind);
    if (found !== undefined) kinds.push(new KindMetrics(found, table, promotionOf(table, options)));
  }
  return {
    name: 'kube-state-metrics',
    job: 'kube-state-metrics',
    instance,
    scope: 'cluster',
    async collect(out, signal): Promise<CollectOutcome> {
      const readable = kinds.filter(({ isSynced }) => isSynced);
      if (readable.length === 0)
        return {
          kind: 'unreachable',
          reason: explainNothing(kinds, states()),
          advice: 'Check that the agent reaches the API server, and its rights: the ClusterRole of deploy/ lists them',
        };
      const problems: string[] = [];
      for (const kind of kinds) {
        if (signal.aborted) return { kind: 'unreachable', reason: 'the pass was ended before all objects were read' };
        if (kind.isSynced) problems.push(...(await kind.collect(out, breathe)));
        else {
          const words = explain(kind.kind, states().get(kind.kind));
          if (words !== undefined) problems.push(words);
        }
      }
      return problems.length === 0 ? { kind: 'ok' } : { kind: 'ok', partial: problems };
    },
    close() {
      for (const kind of kinds) kind.close();
    },
  };
}

function promotionOf(table: MetricTable, { labels = {}, annotations = {} }: ObjectMetricsOptions): Promotion {
  const { plural } = kindSpec(table.kind);
  return { labels: labels[plural] ?? labels['*'] ?? [], annotations: annotations[plural] ?? annotations['*'] ?? [] };
}

/** Why a kind has no metrics now; undefined where that is as it should be. */
function explain(kind: string, state: WatchState | undefined): string | undefined {
  switch (state?.kind) {
    case 'forbidden':
      return `${kind}: the right to ${state.verb} is missing: ${state.message}`;
    case 'failing':
      return `${kind}: ${state.failure.message}`;
    case 'starting':
    case 'listing':
      return `${kind}: the list is not whole yet`;
    default:
      return undefined;
  }
}

function explainNothing(kinds: readonly KindMetrics[], now: ReadonlyMap<string, WatchState>): string {
  const words = kinds.map(({ kind }) => explain(kind, now.get(kind))).filter((text) => text !== undefined);
  const first = words[0] ?? 'no kind is served';
  return words.length > 1 ? `${first} (and ${words.length - 1} more kinds)` : first;
}
