import { randomBytes } from 'node:crypto';
import type { User } from './users.ts';

interface Known {
  readonly user: User;
  /** Undefined: for ever. */
  readonly expiresAtMs: number | undefined;
}

/** Bearer tokens and whom they stand for. */
export class Tokens {
  readonly #known = new Map<string, Known>();

  constructor(initial: Readonly<Record<string, User>>) {
    for (const [token, user] of Object.entries(initial)) this.#known.set(token, { user, expiresAtMs: undefined });
  }

  /** Makes a token. @param lifeMs  undefined: it does not expire */
  issue(user: User, lifeMs: number | undefined, nowMs: number): string {
    const token = randomBytes(24).toString('base64url');
    this.#known.set(token, { user, expiresAtMs: lifeMs === undefined ? undefined : nowMs + lifeMs });
    return token;
  }

  revoke(token: string): void {
    this.#known.delete(token);
  }

  userOf(token: string, nowMs: number): User | undefined {
    const known = this.#known.get(token);
    if (known === undefined || (known.expiresAtMs !== undefined && known.expiresAtMs <= nowMs)) return undefined;
    return known.user;
  }
}
