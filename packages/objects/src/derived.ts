/**
 * How an object is, in the fewest words. `busy`: on its way and within its rights (starting, rolling out); `warning`: works,
 * but somebody should look; `error`: does not do what it is for; `idle`: done or switched off; `unknown`: it does not say.
 */
export const LEVELS = ['error', 'warning', 'busy', 'ok', 'idle', 'unknown'] as const;
export type Level = (typeof LEVELS)[number];

export interface Reference {
  readonly kind: string;
  readonly name: string;
  /** '' where only the name is known. */
  readonly uid: string;
}

export type Fact = string | number | boolean | readonly string[];

/** What lists and filters need to know of an object, made of its JSON once, when it is written. */
export interface Derived {
  /** One word, as kubectl has it: `Running`, `CrashLoopBackOff`, `Init:0/1`, `NotReady`. */
  readonly status: string;
  readonly level: Level;
  /** Why it is so, where the object says so; '' else. */
  readonly message: string;
  readonly createdAtMs: number | undefined;
  readonly node: string;
  readonly ip: string;
  /** So many of `desired` are ready: containers of a pod, pods of a workload, endpoints of a service. */
  readonly ready: number | undefined;
  readonly desired: number | undefined;
  readonly restarts: number | undefined;
  readonly images: readonly string[];
  /** Who made it: the controller among its owners, or the first. */
  readonly owner: Reference | undefined;
  /** What a person would call the pod's owner, as far as the object itself tells: `Deployment reviews-v1`. */
  readonly workload: Reference | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Which pods it is about: `app=reviews,version in (v1,v2)`; '' for none. */
  readonly selector: string;
  /** What only this kind has, by the names of docs/formats/objects.md. */
  readonly facts: Readonly<Record<string, Fact>>;
}

/** What a kind adds to what every object has. */
export type KindPart = Partial<Omit<Derived, 'labels' | 'createdAtMs'>> & {
  readonly status: string;
  readonly level: Level;
};
