import type { KubeObject, ObjectCache } from '@binnacle/kube';
import type { CollectorOutput } from '../collector.ts';
import type { MetricTable } from './metric-table.ts';
import { SeriesMaker, type ObjectSeries, type Promotion } from './object-series.ts';

/** Lets others run: called after so much work that the event loop would be held up. */
export type Breathe = () => Promise<void>;

/** Objects whose series are made before others may run: some hundred series for the largest pods. */
const OBJECTS_AT_ONCE = 50;
/** Samples handed out before others may run. */
const SAMPLES_AT_ONCE = 20_000;

/** The series of all objects of one kind; those of an object are made again only when it has changed. */
export class KindMetrics {
  readonly #cache: ObjectCache;
  readonly #maker: SeriesMaker;
  readonly #series = new Map<string, ObjectSeries>();
  /** Objects that were added or changed since the last pass, by uid. */
  #changed = new Map<string, KubeObject>();
  readonly #unsubscribe: () => void;

  constructor(cache: ObjectCache, table: MetricTable, promotion: Promotion) {
    this.#cache = cache;
    this.#maker = new SeriesMaker(table, promotion);
    for (const object of cache.list()) this.#changed.set(object.metadata.uid, object);
    this.#unsubscribe = cache.subscribe((change) => {
      switch (change.type) {
        case 'added':
        case 'modified':
          this.#changed.set(change.object.metadata.uid, change.object);
          break;
        case 'deleted':
          this.#changed.delete(change.object.metadata.uid);
          this.#series.delete(change.object.metadata.uid);
          break;
        case 'lost':
          this.#changed.clear();
          this.#series.clear();
          break;
        case 'synced':
          break;
      }
    });
  }

  get kind(): string {
    return this.#cache.kind;
  }

  get isSynced(): boolean {
    return this.#cache.isSynced;
  }

  /** Hands out a sample of every series. @returns what went wrong with single objects, in words */
  async collect(out: CollectorOutput, breathe: Breathe): Promise<readonly string[]> {
    const problems: string[] = [];
    let made = 0;
    // What changes while others run is for this pass too: the map is looked at until it is empty.
    for (const [uid, object] of this.#changed) {
      this.#changed.delete(uid);
      try {
        this.#series.set(uid, this.#maker.make(object, out));
      } catch (error) {
        // One object that is not what its kind promises must not cost the metrics of all others.
        this.#series.delete(uid);
        const { namespace, name } = object.metadata;
        problems.push(
          `${this.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}: ${(error as Error).message}`,
        );
      }
      if (++made % OBJECTS_AT_ONCE === 0) await breathe();
    }
    let samples = 0;
    for (const { refs, values } of this.#series.values()) {
      for (let i = 0; i < refs.length; i++) out.sample(refs[i]!, values[i]!);
      samples += refs.length;
      if (samples >= SAMPLES_AT_ONCE) {
        samples = 0;
        await breathe();
      }
    }
    return problems;
  }

  close(): void {
    this.#unsubscribe();
    this.#changed.clear();
    this.#series.clear();
  }
}
