import { randomFrom } from './random.ts';
import { PreparedBody } from './prepared-body.ts';
import { podSeries } from './workload.ts';

/** About 2,000 series, as senders put into a request. */
const PODS_PER_REQUEST = 42;
/** A rollout replaces the pods of a workload, which are scraped one after the other. */
const PODS_PER_ROLLOUT = 6;

interface Pod {
  readonly number: number;
  readonly generation: number;
}

/** One request of each scrape: pods, and how their values move on. */
interface Part {
  readonly pods: Pod[];
  body: PreparedBody;
  next: (() => number)[];
}

/** Many pods that are scraped at the same time, some of which are replaced with each scrape: the requests of one scrape after the other. */
export class Fleet {
  readonly seriesCount: number;
  /** All series that there have been. */
  seriesEver = 0;
  private readonly parts: Part[] = [];
  private readonly random: () => number;

  /** @param series how many are active, up to the pods that fill */
  constructor(series: number, seed = 1) {
    this.random = randomFrom(seed);
    const perPod = podSeries(0, 0, this.random).length;
    const pods = Math.ceil(series / perPod);
    for (let first = 0; first < pods; first += PODS_PER_REQUEST) {
      const numbers = Array.from({ length: Math.min(PODS_PER_REQUEST, pods - first) }, (_, i) => first + i);
      this.parts.push(this.makePart(numbers.map((number) => ({ number, generation: 0 }))));
    }
    this.seriesCount = pods * perPod;
    this.seriesEver = this.seriesCount;
  }

  /** The bodies of a scrape; each is valid until it is asked for again, in the next scrape. */
  *scrape(timestampMs: number): Generator<PreparedBody> {
    for (const { body, next } of this.parts) {
      body.fill(timestampMs, (i) => next[i]!());
      yield body;
    }
  }

  /**
   * Gives some pods another name. Takes a while, so let nobody wait for an answer then.
   * @param share of the pods
   * @returns requests that end their series
   */
  replace(share: number, timestampMs: number): PreparedBody[] {
    const bodies: PreparedBody[] = [];
    const pods = this.parts.reduce((sum, part) => sum + part.pods.length, 0);
    const rollouts = (pods * share) / PODS_PER_ROLLOUT;
    // What is left of a whole number decides by chance.
    for (let left = Math.floor(rollouts + this.random()); left > 0; left--) {
      const part = this.parts[Math.floor(this.random() * this.parts.length)]!;
      const first = Math.floor(this.random() * Math.max(1, part.pods.length - PODS_PER_ROLLOUT));
      const gone = part.pods.slice(first, first + PODS_PER_ROLLOUT);
      const ended = new PreparedBody(
        gone.flatMap(({ number, generation }) => podSeries(number, generation, Math.random)),
      );
      ended.fillStale(timestampMs);
      bodies.push(ended);
      gone.forEach(({ number, generation }, i) => {
        part.pods[first + i] = { number, generation: generation + 1 };
      });
      const made = this.makePart(part.pods);
      part.body = made.body;
      const perPod = made.next.length / part.pods.length;
      // Pods that stay go on counting.
      made.next.forEach((next, i) => {
        const pod = Math.floor(i / perPod);
        if (pod >= first && pod < first + gone.length) part.next[i] = next;
      });
      this.seriesEver += gone.length * perPod;
    }
    return bodies;
  }

  private makePart(pods: Pod[]): Part {
    const series = pods.flatMap(({ number, generation }) => podSeries(number, generation, this.random));
    return { pods, body: new PreparedBody(series), next: series.map(({ next }) => next) };
  }
}
