import type { User } from '@binnacle/api';
import type { Database } from '../metadata/database.ts';
import { findByLogin } from '../metadata/users.ts';
import { TooManyHashes, verifyPassword } from './passwords.ts';
import { addressKey, AttemptThrottle } from './throttle.ts';

export type SignInOutcome =
  | { readonly kind: 'ok'; readonly user: User }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly waitMs: number };

const MINUTE_MS = 60_000;

/** Checks passwords and set-up codes, and limits how often that may be tried, for each login and for each address. */
export class SignIn {
  readonly #db: Database;
  readonly #logins: AttemptThrottle;
  readonly #addresses: AttemptThrottle;

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#logins = new AttemptThrottle(
      { free: 5, firstLockMs: 5_000, maxLockMs: 15 * MINUTE_MS, forgetMs: 30 * MINUTE_MS },
      now,
    );
    this.#addresses = new AttemptThrottle(
      { free: 20, firstLockMs: 10_000, maxLockMs: 15 * MINUTE_MS, forgetMs: 30 * MINUTE_MS },
      now,
    );
  }

  async withPassword(login: string, password: string, address: string): Promise<SignInOutcome> {
    const loginKey = login.toLowerCase();
    const waitMs = Math.max(this.#logins.waitMs(loginKey), this.#addresses.waitMs(addressKey(address)));
    if (waitMs > 0) return { kind: 'wait', waitMs };
    this.#logins.attempt(loginKey);
    this.#addresses.attempt(addressKey(address));
    const found = findByLogin(this.#db, login);
    try {
      if (!(await verifyPassword(found?.passwordHash, password))) return { kind: 'wrong' };
    } catch (error) {
      if (error instanceof TooManyHashes) return { kind: 'wait', waitMs: 2000 };
      throw error;
    }
    this.#logins.succeeded(loginKey);
    this.#addresses.takeBack(addressKey(address));
    return { kind: 'ok', user: found!.user };
  }

  /** Milliseconds to wait before another set-up code may be tried; counts a try when that is 0. */
  setupAttempt(address: string): number {
    const waitMs = this.#addresses.waitMs(addressKey(address));
    if (waitMs > 0) return waitMs;
    this.#addresses.attempt(addressKey(address));
    return 0;
  }

  setupSucceeded(address: string): void {
    this.#addresses.takeBack(addressKey(address));
  }
}
