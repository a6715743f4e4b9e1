import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addSample, labelSet, query } from '@binnacle/storage/conformance';
import { expect, test } from 'vitest';
import { openBlocksEngine } from './blocks-engine.ts';
import { crashLabels, crashValue, timeOfStep } from './crash-history.ts';

const SERIES = 40;

/** A file system of its own with little room, or why there is none. */
function mountSmall(dir: string): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'none', dir], { stdio: 'pipe' });
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

test('a file system that fills up: refusals, no damage, and it goes on when there is room', async ({ skip }) => {
  const dir = await mkdtemp(join(tmpdir(), 'binnacle-full-'));
  const problem = mountSmall(dir);
  if (problem !== undefined) {
    await rm(dir, { recursive: true });
    skip(`cannot mount a small file system here: ${problem}`);
  }
  try {
    // What else is on the disk, to be removed later.
    await writeFile(join(dir, 'other'), new Uint8Array(1_250_000));
    const open = (): ReturnType<typeof openBlocksEngine> =>
      openBlocksEngine({
        dir,
        clock: () => timeOfStep(100_000),
        limits: { maxFutureMs: 1e12 },
        maintenance: 'manual',
        flushOnClose: false,
      });
    let engine = await open();
    const accepted: number[] = [];
    const answers = new Set<string>();
    const run = async (from: number, to: number): Promise<void> => {
      for (let step = from; step < to; step++) {
        const appender = engine.appender('default');
        for (let i = 0; i < SERIES; i++)
          addSample(appender, labelSet(crashLabels(i)), timeOfStep(step), crashValue(step, i));
        const outcome = await appender.commit();
        answers.add(outcome.ok ? 'ok' : outcome.code);
        if (outcome.ok) accepted.push(step);
        if (step % 300 === 0) await engine.flush('default').catch(() => answers.add('flush failed'));
      }
    };
    const check = (): void => {
      const got = query(engine, [], 0, timeOfStep(200_000));
      for (let i = 0; i < SERIES; i++) {
        const want = accepted.map((step) => ({ t: timeOfStep(step), value: crashValue(step, i) }));
        expect(got[JSON.stringify(crashLabels(i))]).toEqual(want);
      }
    };
    await run(1, 1999);
    expect([...answers]).toContain('disk_full');
    check();
    await engine.close();
    engine = await open();
    check();
    const refusedBefore = accepted.length;
    await unlink(join(dir, 'other'));
    await run(2001, 2300);
    expect(accepted.length - refusedBefore).toBe(299);
    await engine.flush('default');
    await engine.settle('default');
    check();
    await engine.close();
  } finally {
    execFileSync('umount', ['-l', dir]);
    await rm(dir, { recursive: true });
  }
});
