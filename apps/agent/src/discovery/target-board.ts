import type { Target } from '../scrape/target.ts';
import { TIERS, type Tier } from './scrape-job.ts';

/** A target that somebody asks for. */
export interface Wish {
  readonly target: Target;
  readonly tier: Tier;
  /** What it is the same thing as: its address, and others under which the thing answers. */
  readonly covers: readonly string[];
  /** What is scraped in its place where an input reads the same: what that one leaves out. */
  readonly fillIn?: (other: Target) => Target | undefined;
}

/** Takes what is to be scraped. */
export interface TargetSink {
  begin(target: Target): void;
  /** `moved`: another agent goes on with the same series, so that they do not end. */
  end(target: Target, reason: 'gone' | 'moved'): void;
}

interface Posted extends Wish {
  readonly rank: number;
  /** What is scraped for it just now: itself, or what fills in. */
  running: Target | undefined;
}

const rankOf = new Map<Tier, number>(TIERS.map((tier, rank) => [tier, rank]));

/**
 * All wishes, and which of them are granted: one that shares something with a wish of an earlier tier waits. Within a tier
 * nothing is left out, as two jobs of a prometheus.yml may well read the same address.
 */
export class TargetBoard {
  readonly #sink: TargetSink;
  readonly #wishes = new Map<string, Posted>();
  readonly #byCover = new Map<string, Set<Posted>>();

  constructor(sink: TargetSink) {
    this.#sink = sink;
  }

  /** A wish with the same target takes the place of the one before. */
  post(wish: Wish): void {
    const { id } = wish.target;
    const before = this.#wishes.get(id);
    const posted: Posted = { ...wish, rank: rankOf.get(wish.tier)!, running: before?.running };
    const touched = new Set(before === undefined ? [] : this.#remove(before));
    this.#wishes.set(id, posted);
    for (const cover of wish.covers) {
      let sharing = this.#byCover.get(cover);
      if (sharing === undefined) this.#byCover.set(cover, (sharing = new Set()));
      sharing.add(posted);
    }
    this.#settle(posted);
    for (const other of this.#sharingWith(posted)) touched.add(other);
    for (const other of touched) this.#settle(other);
  }

  withdraw(id: string, reason: 'gone' | 'moved'): void {
    const posted = this.#wishes.get(id);
    if (posted === undefined) return;
    const touched = this.#remove(posted);
    if (posted.running !== undefined) this.#sink.end(posted.running, reason);
    for (const other of touched) this.#settle(other);
  }

  /** @returns those that shared something with it */
  #remove(posted: Posted): readonly Posted[] {
    const touched = this.#sharingWith(posted);
    this.#wishes.delete(posted.target.id);
    for (const cover of posted.covers) {
      const sharing = this.#byCover.get(cover)!;
      sharing.delete(posted);
      if (sharing.size === 0) this.#byCover.delete(cover);
    }
    return [...touched];
  }

  /** Whether the target waits for one of an earlier tier. @returns that one */
  instead(id: string): Target | undefined {
    const posted = this.#wishes.get(id);
    return posted === undefined ? undefined : this.#earlier(posted)?.target;
  }

  #settle(posted: Posted): void {
    // Inputs run by themselves: here they only take their place.
    if (posted.tier === 'inputs') return;
    const earlier = this.#earlier(posted);
    const isInput = earlier?.tier === 'inputs' || earlier?.tier === 'instances-annotation';
    const wanted = earlier === undefined ? posted.target : isInput ? posted.fillIn?.(earlier.target) : undefined;
    if (wanted?.id === posted.running?.id) return;
    if (posted.running !== undefined) this.#sink.end(posted.running, 'gone');
    posted.running = wanted;
    if (wanted !== undefined) this.#sink.begin(wanted);
  }

  #earlier(posted: Posted): Posted | undefined {
    let earliest: Posted | undefined;
    for (const cover of posted.covers) {
      for (const other of this.#byCover.get(cover) ?? []) {
        if (other.rank < (earliest?.rank ?? posted.rank)) earliest = other;
      }
    }
    return earliest;
  }

  #sharingWith(posted: Posted): ReadonlySet<Posted> {
    const sharing = new Set<Posted>();
    for (const cover of posted.covers) for (const other of this.#byCover.get(cover) ?? []) sharing.add(other);
    sharing.delete(posted);
    return sharing;
  }
}

/** Ports under which the sidecar's agent (15020) and its Envoy (15090) give out the same metrics. */
const ENVOY_PORTS = new Set(['15020', '15090']);

/** What scraping this address covers. */
export function coversOf(url: URL): readonly string[] {
  const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
  const address = `${url.hostname}:${port}`;
  const covers = [`${address}${url.pathname}${url.search}`];
  if (ENVOY_PORTS.has(port)) covers.push(`envoy ${url.hostname}`);
  return covers;
}
