import type { HostFiles } from '../host/host-files.ts';
import type { NodeSeries } from './node-series.ts';

/** What a part reads with and writes to. */
export interface NodeContext {
  readonly files: HostFiles;
  readonly out: NodeSeries;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/**
 * - `absent`: this machine has nothing of the kind
 * - otherwise what went wrong, in words
 */
export type PartOutcome = 'ok' | 'absent' | { readonly problem: string };

/** One group of the host's numbers, named as node_exporter names the collector of it. */
export interface NodePart {
  readonly name: string;
  collect(context: NodeContext): PartOutcome | Promise<PartOutcome>;
}
