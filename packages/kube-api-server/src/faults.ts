import type { Clock } from './clock.ts';
import type { RequestInfo } from './request-info.ts';

/** What goes wrong with a request. */
export type Fault =
  /** The answer comes late. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The answer comes when `release` of the injected fault is called. */
  | { readonly kind: 'hold' }
  /** The connection is torn before any answer. */
  | { readonly kind: 'drop' }
  /** The connection is torn in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** 429 as priority and fairness answers it. */
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds: number }
  | { readonly kind: 'status'; readonly code: number; readonly reason?: string; readonly message?: string }
  /** 410: for lists and pages; a watch gets it as an ERROR event. */
  | { readonly kind: 'gone' }
  /** 409, as when another client was faster. */
  | { readonly kind: 'conflict' };

export interface FaultRule {
  readonly fault: Fault;
  /** Which requests; all when left out. */
  readonly match?: (request: RequestInfo) => boolean;
  /** How many requests are hit; all of them, until it is taken back, when left out. */
  readonly times?: number;
}

export interface InjectedFault {
  /** Requests that were hit so far. */
  readonly hits: number;
  /** Lets held requests go and takes the rule back. */
  readonly release: () => void;
}

interface Rule extends FaultRule {
  left: number;
  hits: number;
  readonly held: (() => void)[];
}

/** Faults that tests inject. The first rule that matches decides. */
export class Faults {
  readonly #clock: Clock;
  #rules: Rule[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  inject(rule: FaultRule): InjectedFault {
    const added: Rule = { ...rule, left: rule.times ?? Infinity, hits: 0, held: [] };
    this.#rules.push(added);
    return {
      get hits() {
        return added.hits;
      },
      release: () => {
        this.#rules = this.#rules.filter((other) => other !== added);
        for (const go of added.held.splice(0)) go();
      },
    };
  }

  /** Lets every held request go, and forgets all rules. */
  clear(): void {
    for (const rule of this.#rules.splice(0)) for (const go of rule.held.splice(0)) go();
  }

  /** Waits where the fault is a wait. @returns the fault that is to be acted on */
  async take(request: RequestInfo): Promise<Exclude<Fault, { kind: 'delay' | 'hold' }> | undefined> {
    const rule = this.#rules.find(({ left, match }) => left > 0 && (match === undefined || match(request)));
    if (rule === undefined) return undefined;
    rule.left--;
    rule.hits++;
    const { fault } = rule;
    if (fault.kind === 'delay') {
      await new Promise<void>((resolve) => void this.#clock.after(fault.delayMs, resolve));
      return undefined;
    }
    if (fault.kind === 'hold') {
      await new Promise<void>((resolve) => rule.held.push(resolve));
      return undefined;
    }
    return fault;
  }
}
