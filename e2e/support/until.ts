import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks `probe` until it gives something other than undefined or false. It is for what happens in other processes, which
 * tell nobody when they are ready.
 *
 * @throws after `timeoutMs`, naming `what` and the last error of the probe
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let problem: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
      problem = undefined;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > deadline)
      throw new Error(`${what}: not within ${timeoutMs} ms`, problem === undefined ? {} : { cause: problem });
    await wait(100);
  }
}
