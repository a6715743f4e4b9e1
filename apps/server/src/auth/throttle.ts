export interface ThrottleLimits {
  /** So many failures are free. */
  readonly free: number;
  /** Each failure after that locks for twice as long as the one before, beginning with this. */
  readonly firstLockMs: number;
  readonly maxLockMs: number;
  /** Without a failure for so long, all is forgotten. */
  readonly forgetMs: number;
}

interface Entry {
  failures: number;
  lockedUntilMs: number;
  lastMs: number;
}

/** More keys than this are not remembered: the oldest go first. A flood from many addresses costs bounded memory. */
const MAX_KEYS = 10_000;

/** Slows down guessing: counts failures for each key (a login, an address) and locks it for longer and longer. */
export class AttemptThrottle {
  readonly #limits: ThrottleLimits;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(limits: ThrottleLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** How long the key still has to wait, in milliseconds; 0 when it may try. */
  waitMs(key: string): number {
    const entry = this.#entries.get(key);
    return entry === undefined ? 0 : Math.max(0, entry.lockedUntilMs - this.#now());
  }

  /** Counts a try before it is known to fail, so that parallel guesses cannot slip through; `takeBack` or `succeeded` undo it. */
  attempt(key: string): void {
    const now = this.#now();
    const known = this.#entries.get(key);
    const entry =
      known === undefined || now - known.lastMs > this.#limits.forgetMs
        ? { failures: 0, lockedUntilMs: 0, lastMs: now }
        : known;
    entry.failures++;
    entry.lastMs = now;
    const over = entry.failures - this.#limits.free;
    if (over >= 0)
      entry.lockedUntilMs = now + Math.min(this.#limits.maxLockMs, this.#limits.firstLockMs * 2 ** Math.min(over, 30));
    // Deleting first moves the key to the end: the map's order is that of the last failure.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_KEYS) this.#entries.delete(this.#entries.keys().next().value!);
  }

  /** Takes the last try back, and leaves the failures before it: who has one right password may still be guessing others. */
  takeBack(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.failures--;
    entry.lockedUntilMs = 0;
  }

  /** Forgets the failures of a key. */
  succeeded(key: string): void {
    this.#entries.delete(key);
  }
}

/** The part of an address that one subscriber has: a whole IPv4 address, the first 64 bits of an IPv6 address. */
export function addressKey(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (v4 !== null) return v4[1]!;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array.from({ length: zeros }, () => '0'), ...right].slice(0, 4).join(':');
}
