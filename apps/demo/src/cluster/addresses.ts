/**
 * Gives out loopback addresses: every node and pod has one of its own in 127.0.0.0/8, so that discovery by pod address
 * and well-known port works as in a real cluster. `base` is the second byte of the cluster's network.
 */
export class Addresses {
  readonly #base: number;
  readonly #next = new Map<number, number>();
  readonly #free: string[] = [];
  #service = 10;

  constructor(base: number) {
    this.#base = base;
  }

  get apiServer(): string {
    return `127.${this.#base}.0.1`;
  }

  node(index: number): string {
    return `127.${this.#base}.0.${10 + index}`;
  }

  /** An address on the pod network of a node. One that was given back is given out again last of all. */
  pod(nodeIndex: number): string {
    const n = this.#next.get(nodeIndex) ?? 2;
    if (n > 250) {
      const again = this.#free.findIndex((ip) => ip.startsWith(`127.${this.#base}.${nodeIndex + 1}.`));
      if (again >= 0) return this.#free.splice(again, 1)[0]!;
    }
    this.#next.set(nodeIndex, n + 1);
    return `127.${this.#base}.${nodeIndex + 1}.${n}`;
  }

  giveBack(ip: string): void {
    this.#free.push(ip);
  }

  /** A virtual address of a service: nothing listens there. */
  service(): string {
    const n = this.#service++;
    return `10.96.${n >> 8}.${n & 255}`;
  }
}
