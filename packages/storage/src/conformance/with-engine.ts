import { expect, test } from 'vitest';
import type { EngineFactory, EngineUnderTest } from './engine-under-test.ts';
import { NOW_MS } from './samples.ts';

/** Each state of the data in which a test looks at it: as it was written, in its settled form, after a restart. */
export interface Stage {
  readonly name: string;
  readonly enter: (current: EngineUnderTest) => Promise<EngineUnderTest>;
}

const stages: readonly Stage[] = [
  { name: 'as written', enter: (current) => Promise.resolve(current) },
  {
    name: 'settled',
    enter: async (current) => {
      await current.settle?.();
      return current;
    },
  },
  { name: 'after a restart', enter: async (current) => (await current.reopen?.()) ?? current },
];

/**
 * A test that writes once and looks at the same data in every form it takes: fresh, flushed or compacted, and read back
 * from disk.
 */
export function testInAllForms(
  name: string,
  factory: EngineFactory,
  write: (engine: EngineUnderTest['engine']) => Promise<void>,
  check: (current: EngineUnderTest) => void,
): void {
  test(`${name}`, async () => {
    expect.hasAssertions();
    let current = await factory(NOW_MS);
    try {
      await write(current.engine);
      for (const stage of stages) {
        current = await stage.enter(current);
        try {
          check(current);
        } catch (cause) {
          throw new Error(`${stage.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        }
      }
    } finally {
      await current.close();
    }
  });
}

/** A test with an engine of its own. */
export function testEngine(
  name: string,
  factory: EngineFactory,
  run: (current: EngineUnderTest) => Promise<void>,
): void {
  test(`${name}`, async () => {
    expect.hasAssertions();
    const current = await factory(NOW_MS);
    try {
      await run(current);
    } finally {
      await current.close();
    }
  });
}
