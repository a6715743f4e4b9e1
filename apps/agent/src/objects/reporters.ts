import type { ReportedEvent } from '@binnacle/api';
import type { ObjectCache } from '@binnacle/kube';
import type { Problem } from '../config/problem.ts';
import type { ServerAddress } from '../config/server-address.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../scrape/schedule.ts';
import { EventReporter } from './event-reporter.ts';
import { ObjectReporter, type JsonPoster } from './object-reporter.ts';

/** A server, and a connection to it. */
export interface ReportTo {
  readonly server: ServerAddress;
  readonly client: JsonPoster;
}

export interface ReportersParts {
  readonly servers: readonly ReportTo[];
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly cluster: string;
}

/** Tells every server of the objects of one source, and of events; each at its own pace. */
export class Reporters {
  readonly #objects: readonly ObjectReporter[];
  readonly #events: readonly EventReporter[];

  /** @param source  `kubernetes`, or `host:NAME` */
  constructor({ servers, ...parts }: ReportersParts, source: string, caches: readonly ObjectCache[]) {
    this.#objects = servers.map((to) => new ObjectReporter({ ...to, ...parts, source, caches }));
    this.#events = servers.map((to) => new EventReporter({ ...to, ...parts }));
    for (const reporter of [...this.#objects, ...this.#events]) reporter.start();
  }

  get problems(): readonly Problem[] {
    return [...this.#objects, ...this.#events].map(({ problem }) => problem).filter((problem) => problem !== undefined);
  }

  get counts(): {
    readonly objects: number;
    readonly events: number;
    readonly waiting: number;
    readonly dropped: number;
  } {
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    return {
      objects: sum(this.#objects.map(({ sentObjects }) => sentObjects)),
      events: sum(this.#events.map(({ sentEvents }) => sentEvents)),
      waiting: sum([...this.#objects, ...this.#events].map(({ waiting }) => waiting)),
      dropped: sum(this.#events.map(({ droppedEvents }) => droppedEvents)),
    };
  }

  event(event: ReportedEvent): void {
    for (const reporter of this.#events) reporter.add(event);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#objects, ...this.#events].map((reporter) => reporter.stop()));
  }
}
