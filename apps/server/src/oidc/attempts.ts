import { newSecret, type RandomBytes } from '../metadata/secrets.ts';

/** A sign-in that went to the provider and has not come back. */
export interface Attempt {
  /** Travels through the provider, and must come back to the browser that has it in a cookie. */
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where the reader wanted to go: a path of our own. */
  readonly next: string;
  /** Who adds the identity to the account they are signed in with. */
  readonly linkUserId: string | undefined;
  readonly startedAtMs: number;
}

export const ATTEMPT_LIFE_MS = 600_000;
const MAX_ATTEMPTS = 5_000;

/** Sign-ins under way. In memory: after a restart, who was about to sign in begins again. */
export class Attempts {
  readonly #random: RandomBytes;
  readonly #now: () => number;
  readonly #byState = new Map<string, Attempt>();

  constructor(random: RandomBytes, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  begin(next: string, linkUserId: string | undefined): Attempt {
    const attempt: Attempt = {
      state: newSecret(this.#random),
      nonce: newSecret(this.#random),
      codeVerifier: newSecret(this.#random),
      next,
      linkUserId,
      startedAtMs: this.#now(),
    };
    // The oldest goes: somebody who starts many can keep nobody out for longer than that takes.
    if (this.#byState.size >= MAX_ATTEMPTS) this.#byState.delete(this.#byState.keys().next().value!);
    this.#byState.set(attempt.state, attempt);
    return attempt;
  }

  /** The attempt of a state, once. */
  take(state: string): Attempt | undefined {
    const attempt = this.#byState.get(state);
    this.#byState.delete(state);
    return attempt === undefined || this.#now() - attempt.startedAtMs > ATTEMPT_LIFE_MS ? undefined : attempt;
  }
}
