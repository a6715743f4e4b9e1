import type { Rejection } from '@binnacle/storage';

const MAX_OF_A_KIND = 3;

/** Counts what was refused; keeps the words of a few of each kind. */
export class Rejections {
  private readonly byReason = new Map<Rejection['reason'], { message: string; samples: number }[]>();

  add(reason: Rejection['reason'], message: () => string, samples = 1): void {
    let list = this.byReason.get(reason);
    if (list === undefined) this.byReason.set(reason, (list = []));
    if (list.length < MAX_OF_A_KIND) list.push({ message: message(), samples });
    else list[list.length - 1]!.samples += samples;
  }

  list(): Rejection[] {
    return [...this.byReason].flatMap(([reason, list]) => list.map((each) => ({ reason, ...each })));
  }

  clear(): void {
    this.byReason.clear();
  }
}
