/** The package's `Algorithm.Argon2id`: a const enum, which type stripping cannot read. */
const ARGON2ID = 2;
/** Argon2id with the first of OWASP's recommended settings: 19 MiB, two passes, one lane. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Loaded with the first password: a server that only agents talk to has no use for it. */
const argon2 = () => import('@node-rs/argon2');

/** Hashing holds memory and a thread of libuv's pool, which files need too: so many at a time, the rest waits. */
const MAX_RUNNING = 2;
const MAX_WAITING = 50;

let running = 0;
const waiting: (() => void)[] = [];

/** A queue was full: somebody floods the sign-in. */
export class TooManyHashes extends Error {}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_RUNNING) {
    if (waiting.length >= MAX_WAITING) throw new TooManyHashes('too many passwords are being checked');
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

/** @returns the PHC string (`$argon2id$…`) to store */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(async () => (await argon2()).hash(password.normalize('NFKC'), OPTIONS));

/** The hash of a password nobody has, so that an unknown login takes as long as a wrong password. */
let decoy: Promise<string> | undefined;

/** Compares in constant time. Without a stored hash (or with '': a user without a password) it does the same work and says no. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('a password that nobody has');
  const isMissing = stored === undefined || stored === '';
  const against = isMissing ? await decoy : stored;
  const matches = await inTurn(async () => (await argon2()).verify(against, password.normalize('NFKC')));
  return matches && !isMissing;
}
