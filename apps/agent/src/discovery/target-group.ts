import type { Problem } from '../config/problem.ts';

/** One address that was found, with what is known about it. */
export interface FoundTarget {
  /** `__address__`, `__meta_…` and other labels; they win over those of the group. */
  readonly labels: Readonly<Record<string, string>>;
  /** The node on which it runs; that node's agent scrapes it. Undefined: the elected agent does. */
  readonly node?: string;
}

/** Targets of one source (an object, a file), which replace those that the source had before. None: the source is gone. */
export interface TargetGroup {
  /** Unique within its discoverer. */
  readonly source: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly targets: readonly FoundTarget[];
}

/** Finds targets until it is stopped. */
export interface Discoverer {
  start(emit: (group: TargetGroup) => void): void;
  stop(): void;
  /** What it cannot do just now. */
  readonly problems: readonly Problem[];
}
