import type { MetricType, UnixMs } from '@binnacle/model';

/** A metric as it is documented: written once as a constant, never per sample. */
export interface MetricFamily {
  /** As exposed, such as `container_cpu_usage_seconds_total`. */
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** As OpenMetrics has it, such as `seconds` or `bytes`. */
  readonly unit?: string;
}

export type LabelRecord = Readonly<Record<string, string>>;

declare const series: unique symbol;
/** A series whose labels were resolved once. Good as long as the collector that asked for it runs. */
export interface SeriesRef {
  readonly [series]: true;
}

/**
 * Takes what one pass of a collector found. A series that a successful pass does not mention has ended: it gets a stale
 * marker. Labels with an empty value count as absent; `cluster`, `job`, `instance` and the host's tags are added by the
 * agent, and never overwrite what is there.
 */
export interface CollectorOutput {
  /** Resolves labels once, for collectors with many series that stay: keep the reference beside the thing it measures. */
  series(family: MetricFamily, labels: LabelRecord): SeriesRef;
  /** One sample. `timestampMs` only where the source says when it measured; else it is the time of the pass. */
  sample(ref: SeriesRef, value: number, timestampMs?: UnixMs): void;
  /** `sample(series(family, labels), …)`, with the reference looked up by its labels. */
  add(family: MetricFamily, labels: LabelRecord, value: number, timestampMs?: UnixMs): void;
}

export type CollectOutcome =
  /** `partial` says in words what could not be read, such as one container of many; the rest is good. */
  | { readonly kind: 'ok'; readonly partial?: readonly string[] }
  /** Nothing was collected: `up` is 0. `reason` says what was tried and what came back, `advice` what to do. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly advice?: string };

/**
 * One source that the agent reads by itself, beside the expositions that it scrapes. Clock, sockets and files come in as
 * arguments of the function that makes it.
 */
export interface Collector {
  /** For people and for `agent monitor`: `docker`, `cri`, `node`, `kube-state-metrics`. */
  readonly name: string;
  /** Label `job`. */
  readonly job: string;
  /** Label `instance`: the host, or the address that was read. */
  readonly instance: string;
  /** For people, where it reads: `unix:/var/run/docker.sock`, `file:/proc`, `https://10.96.0.1:443`. Without secrets. */
  readonly address?: string;
  /** `host`: what belongs to this machine and carries its tags; `cluster`: what any agent of the cluster would find. */
  readonly scope: 'host' | 'cluster';
  /** Must end soon after `signal` is aborted. Throws only for a bug. */
  collect(out: CollectorOutput, signal: AbortSignal): Promise<CollectOutcome>;
  /** Lets go of connections and watches. */
  close?(): Promise<void> | void;
}
