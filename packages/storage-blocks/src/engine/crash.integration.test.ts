import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { query } from '@binnacle/storage/conformance';
import { expect, test } from 'vitest';
import { openBlocksEngine } from './blocks-engine.ts';
import { CRASH_SERIES, crashLabels, crashValue, KEPT_STEPS, randomOf, timeOfStep } from './crash-history.ts';

const ROUNDS = Number(process.env['BINNACLE_CRASH_ROUNDS'] ?? 20);
const child = fileURLToPath(new URL('crash-child.ts', import.meta.url));

interface Deletion {
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

/** Knows every sample that was acknowledged, and what may or must have been deleted since. */
class Ledger {
  /** By series: steps whose samples must be there. */
  must = Array.from({ length: CRASH_SERIES }, () => new Set<number>());
  /** Samples that may be there: sent without an answer, or in a deletion without an answer. */
  may = Array.from({ length: CRASH_SERIES }, () => new Set<number>());
  lastStep = 0;
  private pending: Deletion[] = [];

  note(line: string): void {
    const [word, a = '', b = '', c = ''] = line.split(' ');
    if (word === 'ack') this.acknowledge(Number(a), Number(b));
    else if (word === 'deleting') this.pending.push({ series: Number(a), from: Number(b), to: Number(c) });
    else if (word === 'deleted') this.delete({ series: Number(a), from: Number(b), to: Number(c) });
    else if (word === 'failed') throw new Error(`the child says: ${line}`);
  }

  /** After a kill nobody knows whether what was under way has happened: what is there now counts. */
  settle(found: readonly ReadonlySet<number>[]): void {
    for (const { series, from, to } of this.pending) {
      for (let step = from; step <= to; step++) if (!found[series]!.has(step)) this.must[series]!.delete(step);
    }
    this.pending = [];
    found.forEach((steps, i) => {
      // What is expired goes when its block does, or sooner: it may be there or not from here on.
      this.must[i] = new Set([...steps].filter((step) => step > this.lastStep + 1 - KEPT_STEPS));
      this.may[i] = new Set([...steps].filter((step) => step <= this.lastStep + 1 - KEPT_STEPS));
    });
  }

  mayBeGone(series: number, step: number): boolean {
    // The clock may be one step ahead of what was acknowledged.
    if (step <= this.lastStep + 1 - KEPT_STEPS) return true;
    return this.pending.some((each) => each.series === series && step >= each.from && step <= each.to);
  }

  private acknowledge(step: number, part: number): void {
    this.lastStep = Math.max(this.lastStep, step);
    for (let i = part; i < CRASH_SERIES; i += 3) {
      this.must[i]!.add(step);
      if (step > 20 && (i + step) % 10 === 0) this.must[i]!.add(step - 20);
    }
  }

  private delete(deletion: Deletion): void {
    this.pending = this.pending.filter(
      ({ series, from, to }) => series !== deletion.series || from !== deletion.from || to !== deletion.to,
    );
    const { series, from, to } = deletion;
    // Samples sent while the deletion was under way may have come before it or after.
    for (let step = from; step <= to; step++) {
      if (this.must[series]!.delete(step)) this.may[series]!.add(step);
    }
  }
}

async function runAndKill(dir: string, seed: number, ledger: Ledger, afterLines: number): Promise<void> {
  const running = spawn(process.execPath, [child, dir, String(seed), String(ledger.lastStep + 1)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  running.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const exited = once(running, 'exit');
  let lines = 0;
  for await (const line of createInterface({ input: running.stdout })) {
    ledger.note(line);
    if (++lines === afterLines) running.kill('SIGKILL');
  }
  const [code] = await exited;
  if (code !== null) throw new Error(`the child ended by itself with ${String(code)}: ${errors}`);
}

async function stepsFound(dir: string): Promise<Set<number>[]> {
  const events: string[] = [];
  const engine = await openBlocksEngine({
    dir,
    clock: () => timeOfStep(1_000_000),
    limits: { maxFutureMs: 1e12, retentionMs: 1e13 },
    maintenance: 'manual',
    flushOnClose: false,
    onEvent: ({ level, message }) => {
      if (level === 'error') events.push(message);
    },
  });
  const got = query(engine, [], 0, timeOfStep(2_000_000));
  await engine.close();
  expect(events).toEqual([]);
  return Array.from({ length: CRASH_SERIES }, (_, i) => {
    const samples = got[JSON.stringify(crashLabels(i))] ?? [];
    const steps = samples.map(({ t }) => (t - timeOfStep(0)) / 15_000);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    samples.forEach(({ value }, k) => expect(value).toBe(crashValue(steps[k]!, i)));
    return new Set(steps);
  });
}

test(
  `${ROUNDS} kills at random points: nothing acknowledged is lost, doubled or changed`,
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'binnacle-crash-'));
    const random = randomOf(Number(process.env['BINNACLE_CRASH_SEED'] ?? 7));
    const ledger = new Ledger();
    let hasExpired = false;
    for (let round = 0; round < ROUNDS; round++) {
      await runAndKill(dir, round + 1, ledger, 1 + Math.floor(random() * 400));
      const found = await stepsFound(dir);
      for (let i = 0; i < CRASH_SERIES; i++) {
        const lost = [...ledger.must[i]!].filter((step) => !found[i]!.has(step) && !ledger.mayBeGone(i, step));
        expect(lost, `round ${round}: acknowledged steps of series ${i} that are gone`).toEqual([]);
        // At most the steps of the round that was cut short are there without an answer.
        const extra = [...found[i]!].filter((step) => !ledger.must[i]!.has(step) && !ledger.may[i]!.has(step));
        const phantom = extra.filter((step) => step <= ledger.lastStep - 25);
        expect(phantom, `round ${round}: steps of series ${i} that nobody sent or that were deleted`).toEqual([]);
      }
      hasExpired ||= ledger.lastStep > 2 * KEPT_STEPS && !found[0]!.has(1);
      ledger.settle(found);
    }
    // Long runs go far beyond the retention: what they began with is gone.
    expect(hasExpired || ledger.lastStep <= 4 * KEPT_STEPS).toBe(true);
    await rm(dir, { recursive: true });
  },
  20_000 + ROUNDS * 6000,
);
