import { microTime, type Lease, type LeaseOutcome, type Leases, type LeaseSpec } from '@binnacle/kube';
import { problemAt, type Problem } from '../config/problem.ts';
import type { Log } from '../log.ts';
import { ProblemMemory } from '../scrape/problem-memory.ts';
import type { Clock } from '../scrape/schedule.ts';
import type { Leadership, LeadershipListener } from './leadership.ts';

/**
 * How long others wait for a holder that says nothing. A little less than Kubernetes' own components (15 s), so that after a crash no
 * more than one scrape of the usual interval is missing, also where the API server is slow to answer.
 */
export const LEASE_MS = 12_000;
/** A holder that could not renew for so long has stopped: well before anyone else may take the lease. */
export const RENEW_WITHIN_MS = 8_000;
/** How often the holder renews, and how often the others look. */
export const RETRY_MS = 2_000;
const REQUEST_MS = 3_000;
/** How often one that cannot do the work looks who does, where somebody did at the last look, and where nobody did. */
const ASIDE_LOOK_MS = 30_000;
const ASIDE_SOON_MS = 6_000;
/** A look is never sooner after another one. */
const LEAST_WAIT_MS = 100;

export interface ElectionOptions {
  readonly leases: Leases;
  readonly name: string;
  /** Of this agent: no other one has the same, and it is the same after a restart. */
  readonly identity: string;
  /** Goes on evenly, whatever happens to the time of day. */
  readonly clock: Clock;
  /** The time of day, for the timestamps that people read in the lease. */
  readonly wallMs: () => number;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  readonly log: Log;
  /** What the lease stands for, in the log. */
  readonly subject: string;
  /** Whether this agent can do the work. One that cannot (any more) does not take the lease, and gives it back. */
  readonly wants?: () => boolean;
  /** How long to leave a free lease to others. */
  readonly patienceMs?: () => number;
}

/** Who holds the lease, as this agent knows it. */
export type ElectionState =
  | { readonly kind: 'leading'; readonly sinceMs: number }
  /** `holder` is undefined as long as nobody is known to hold it. */
  | { readonly kind: 'following'; readonly holder: string | undefined }
  /** It is not wanted here: the work cannot be done by this agent. */
  | { readonly kind: 'aside'; readonly holder: string | undefined };

interface Observed {
  readonly lease: Lease;
  /** On our own clock: those of the machines may differ by any amount. */
  readonly atMs: number;
}

/**
 * Elects one among several agents over a Kubernetes Lease, in the way of client-go: the holder writes its name and renews;
 * the others take over when nothing has changed for the length of the lease, each by its own clock; the resource version makes sure
 * that of two that try at once one fails.
 */
export class LeaseElection implements Leadership {
  readonly #options: ElectionOptions;
  readonly #listeners = new Set<LeadershipListener>();
  readonly #memory: ProblemMemory;
  readonly #stop = new AbortController();
  #observed: Observed | undefined;
  #freeSinceMs: number | undefined;
  #leadingSinceMs: number | undefined;
  #validUntilMs = -Infinity;
  #cancelExpiry = (): void => {};
  /** Listeners hear of one change after the other. */
  #telling: Promise<void> = Promise.resolve();
  #lookedAtMs = -Infinity;
  #wake = (): void => {};
  #done: Promise<void> = Promise.resolve();

  constructor(options: ElectionOptions) {
    this.#options = options;
    this.#memory = new ProblemMemory(options.log, `election of ${options.subject}`);
  }

  get state(): ElectionState {
    if (this.#leadingSinceMs !== undefined) return { kind: 'leading', sinceMs: this.#leadingSinceMs };
    const holder = this.#observed?.lease.spec.holderIdentity || undefined;
    return {
      kind: this.#isWanted() ? 'following' : 'aside',
      holder: holder === this.#options.identity ? undefined : holder,
    };
  }

  get problem(): Problem | undefined {
    return this.#memory.current;
  }

  isLeader(): boolean {
    return this.#leadingSinceMs !== undefined && this.#options.clock.nowMs() < this.#validUntilMs;
  }

  subscribe(listener: LeadershipListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Whether it is wanted may have changed: looks at once. */
  reconsider(): void {
    this.#wake();
  }

  /** Ends the work, then gives the lease back, so that the next one need not wait. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (this.#leadingSinceMs !== undefined && !this.#isWanted()) await this.#giveBack();
      const nowMs = this.#options.clock.nowMs();
      // Who cannot do the work need not know from moment to moment who does it.
      const everyMs = this.#observed?.lease.spec.holderIdentity ? ASIDE_LOOK_MS : ASIDE_SOON_MS;
      const isDue = this.#isWanted() || nowMs - this.#lookedAtMs >= everyMs;
      if (isDue) this.#lookedAtMs = nowMs;
      const waitMs = isDue ? await this.#attempt() : RETRY_MS;
      if (signal.aborted) break;
      await this.#pause(waitMs);
    }
    if (this.#leadingSinceMs !== undefined) await this.#giveBack();
  }

  /** Takes or renews the lease if that is possible. @returns when to try again */
  async #attempt(): Promise<number> {
    const { clock, leases, name, random } = this.#options;
    const startMs = clock.nowMs();
    const soon = RETRY_MS * (0.8 + 0.2 * random());
    // As long as nobody interferes one request is enough.
    if (this.#leadingSinceMs !== undefined && this.#observed !== undefined) {
      const renewed = await leases.update(this.#observed.lease, this.#spec(this.#observed.lease), this.#call());
      if (renewed.kind === 'ok') return this.#held(renewed.lease, startMs);
    }
    const read = await leases.get(name, this.#call());
    if (read.kind === 'absent') {
      this.#observed = undefined;
      return this.#mayTake(true)
        ? await this.#take(leases.create(name, this.#spec(undefined), this.#call()), startMs)
        : soon;
    }
    if (read.kind !== 'ok') return this.#failed(read, soon);
    this.#observe(read.lease);
    const { atMs, lease } = this.#observed!;
    const { holderIdentity: holder = '', leaseDurationSeconds = LEASE_MS / 1000 } = lease.spec;
    const isOurs = holder === this.#options.identity;
    if (!isOurs && this.#leadingSinceMs !== undefined) await this.#lost(`${holder || 'somebody'} has taken the lease`);
    const leftMs = atMs + leaseDurationSeconds * 1000 - clock.nowMs();
    if (!isOurs && holder !== '' && leftMs > 0) {
      this.#freeSinceMs = undefined;
      this.#memory.worked(clock.nowMs());
      return Math.min(soon, Math.max(LEAST_WAIT_MS, leftMs));
    }
    if (!isOurs && !this.#mayTake(holder === '')) return soon;
    if (isOurs && !this.#isWanted()) return soon;
    return await this.#take(leases.update(lease, this.#spec(lease), this.#call()), startMs);
  }

  async #take(attempt: Promise<LeaseOutcome>, startMs: number): Promise<number> {
    const taken = await attempt;
    if (taken.kind === 'ok') return this.#held(taken.lease, startMs);
    // Somebody was faster: that they hold it is seen at the next look.
    if (taken.kind === 'conflict') return LEAST_WAIT_MS;
    return this.#failed(taken, RETRY_MS);
  }

  #held(lease: Lease, startMs: number): number {
    const { clock, log, subject } = this.#options;
    this.#observed = { lease, atMs: startMs };
    this.#freeSinceMs = undefined;
    // From the begin of the request: the lease was written at some time after it.
    this.#validUntilMs = startMs + RENEW_WITHIN_MS;
    this.#memory.worked(clock.nowMs());
    this.#cancelExpiry();
    this.#cancelExpiry = clock.after(this.#validUntilMs - clock.nowMs(), () => {
      void this.#lost(`could not renew the lease for ${RENEW_WITHIN_MS / 1000} s`);
    });
    if (this.#leadingSinceMs === undefined && !this.#stop.signal.aborted && clock.nowMs() < this.#validUntilMs) {
      this.#leadingSinceMs = this.#options.wallMs();
      log.info(`election of ${subject}: this agent is elected`);
      // Not waited for: the lease has to be renewed while the work begins.
      void this.#tell(true);
    }
    return RETRY_MS;
  }

  #failed(outcome: Exclude<LeaseOutcome, { readonly kind: 'ok' }>, waitMs: number): number {
    if (outcome.kind === 'conflict' || this.#stop.signal.aborted) return waitMs;
    const { clock, name } = this.#options;
    // A lease that cannot be made because something is not there: the namespace.
    const reason = outcome.kind === 'absent' ? 'its namespace does not exist' : outcome.failure.message;
    const message = `cannot read or write the lease ${name}: ${reason}`;
    this.#memory.failed(problemAt({}, 'error', 'election_failed', message, adviceFor(outcome)), clock.nowMs());
    return waitMs;
  }

  #observe(lease: Lease): void {
    const known = this.#observed?.lease;
    if (known !== undefined && sameSpec(known.spec, lease.spec) && known.metadata.uid === lease.metadata.uid) {
      // What counts is when it was seen first; the resource version may be newer all the same.
      this.#observed = { lease, atMs: this.#observed!.atMs };
    } else this.#observed = { lease, atMs: this.#options.clock.nowMs() };
  }

  /** @param isFree  nobody holds it; else its holder has not renewed for too long */
  #mayTake(isFree: boolean): boolean {
    if (this.#stop.signal.aborted || !this.#isWanted()) return false;
    if (!isFree) return true;
    const nowMs = this.#options.clock.nowMs();
    this.#freeSinceMs ??= nowMs;
    return nowMs - this.#freeSinceMs >= (this.#options.patienceMs?.() ?? 0);
  }

  #isWanted(): boolean {
    return this.#options.wants?.() ?? true;
  }

  #spec(before: Lease | undefined): LeaseSpec {
    const { identity, wallMs } = this.#options;
    const now = microTime(wallMs());
    const isSame = before?.spec.holderIdentity === identity;
    return {
      holderIdentity: identity,
      leaseDurationSeconds: LEASE_MS / 1000,
      acquireTime: isSame ? (before.spec.acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: before === undefined ? 0 : (before.spec.leaseTransitions ?? 0) + (isSame ? 0 : 1),
    };
  }

  async #lost(reason: string): Promise<void> {
    if (this.#leadingSinceMs === undefined) return;
    this.#leadingSinceMs = undefined;
    this.#validUntilMs = -Infinity;
    this.#cancelExpiry();
    this.#options.log.warn(`election of ${this.#options.subject}: this agent is not elected any more: ${reason}`);
    await this.#tell(false);
  }

  /** Ends the work first: whoever comes next begins at once. */
  async #giveBack(): Promise<void> {
    const { clock, identity, leases, log, name, subject, wallMs } = this.#options;
    const observed = this.#observed;
    // The work may take a moment to end: renewed until then it is not, but the lease lasts longer than that.
    this.#leadingSinceMs = undefined;
    this.#validUntilMs = -Infinity;
    this.#cancelExpiry();
    await this.#tell(false);
    if (observed === undefined) return;
    let given = await leases.update(observed.lease, freed(observed.lease, wallMs()), { timeoutMs: REQUEST_MS });
    if (given.kind === 'conflict') {
      // Our own last renewal, whose answer was not waited for.
      const read = await leases.get(name, { timeoutMs: REQUEST_MS });
      if (read.kind === 'ok' && read.lease.spec.holderIdentity === identity)
        given = await leases.update(read.lease, freed(read.lease, wallMs()), { timeoutMs: REQUEST_MS });
    }
    log.info(`election of ${subject}: given back${given.kind === 'ok' ? '' : ', but the lease could not be written'}`);
    this.#observed = given.kind === 'ok' ? { lease: given.lease, atMs: clock.nowMs() } : undefined;
  }

  #tell(isLeader: boolean): Promise<void> {
    this.#telling = this.#tellAfter(this.#telling, isLeader);
    return this.#telling;
  }

  async #tellAfter(before: Promise<void>, isLeader: boolean): Promise<void> {
    await before;
    await Promise.all([...this.#listeners].map(async (listener) => listener(isLeader)));
  }

  #call(): { readonly signal: AbortSignal; readonly timeoutMs: number } {
    return { signal: this.#stop.signal, timeoutMs: REQUEST_MS };
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

/** As client-go leaves it: nobody's, and over in a second. */
function freed({ spec }: Lease, wallMs: number): LeaseSpec {
  const now = microTime(wallMs);
  return { ...spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: now, acquireTime: now };
}

const SPEC_FIELDS = ['holderIdentity', 'leaseDurationSeconds', 'acquireTime', 'renewTime', 'leaseTransitions'] as const;

const sameSpec = (a: LeaseSpec, b: LeaseSpec): boolean => SPEC_FIELDS.every((field) => a[field] === b[field]);

function adviceFor(outcome: Extract<LeaseOutcome, { readonly kind: 'failed' | 'absent' }>): string {
  if (outcome.kind === 'absent') return 'Name one that exists in election.lease-namespace';
  const { failure } = outcome;
  return failure.kind === 'status' && failure.code === 403
    ? 'The agent may get, create and update leases in its namespace: see deploy/'
    : 'Until then nobody may do what is to be done once in the cluster';
}
