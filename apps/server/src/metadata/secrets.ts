import { createHash, randomBytes } from 'node:crypto';

/** Random bytes for secrets and ids; a test gives its own. */
export type RandomBytes = (count: number) => Uint8Array;
export const systemRandom: RandomBytes = (count) => randomBytes(count);

export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** 256 random bits as text. */
export const newSecret = (random: RandomBytes): string => base64url(random(32));

/** 96 random bits as text: an id that nobody guesses and that fits a URL. */
export const newId = (random: RandomBytes): string => base64url(random(12));

/**
 * What is stored of a secret. A plain SHA-256 is right for secrets of 256 random bits, which no list can guess; looking the
 * hash up by an index tells an attacker nothing about the secret, so no comparison has to take constant time.
 */
export const hashOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();
