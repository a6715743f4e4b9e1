/**
 * The process that the crash suite kills: it takes samples in, flushes, merges, drops what is expired, deletes and snapshots at random, and writes
 * what was acknowledged to its standard output, line by line, after it was acknowledged.
 *
 *   node crash-child.ts DIR SEED FIRST_STEP
 */
import { writeSync } from 'node:fs';
import { argv } from 'node:process';
import { addSample, labelSet } from '@binnacle/storage/conformance';
import { openBlocksEngine } from './blocks-engine.ts';
import { CRASH_SERIES, crashLabels, crashValue, KEPT_STEPS, randomOf, timeOfStep } from './crash-history.ts';

const [, , dir = '', seedText = '1', firstText = '0'] = argv;
const random = randomOf(Number(seedText));
let step = Number(firstText);
const engine = await openBlocksEngine({
  dir,
  clock: () => timeOfStep(step),
  limits: { retentionMs: timeOfStep(KEPT_STEPS) - timeOfStep(0) },
});
const never = new Int32Array(new SharedArrayBuffer(4));
/** Writes at once and whole; the pipe may be full while whoever reads it has no time. */
const say = (line: string): void => {
  const bytes = Buffer.from(`${line}\n`);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(never, 0, 0, 1);
    }
  }
};
say('open');

const background = new Set<Promise<unknown>>();
const start = (work: Promise<unknown>): void => {
  const settled = work.catch((cause: unknown) => say(`failed ${String(cause)}`));
  background.add(settled);
  void settled.then(() => background.delete(settled));
};

for (; ; step++) {
  const commits = Array.from({ length: 1 + Math.floor(random() * 3) }, async (_, part) => {
    const appender = engine.appender('default');
    for (let i = part; i < CRASH_SERIES; i += 3) {
      addSample(appender, labelSet(crashLabels(i)), timeOfStep(step), crashValue(step, i), 0);
      // Every tenth sample comes again, late, with the same value: nothing may be doubled by that.
      if (step > 20 && (i + step) % 10 === 0) {
        addSample(appender, labelSet(crashLabels(i)), timeOfStep(step - 20), crashValue(step - 20, i), 0);
      }
    }
    const outcome = await appender.commit();
    if (outcome.ok) say(`ack ${step} ${part}`);
  });
  await Promise.all(commits);
  if (background.size > 0) continue;
  const dice = random();
  if (dice < 0.06) start(engine.flush('default'));
  else if (dice < 0.1) start(engine.settle('default'));
  else if (dice < 0.12) start(engine.snapshot('default'));
  else if (dice < 0.14) start(engine.cleanTombstones('default'));
  else if (dice < 0.15) start(engine.maintain('default'));
  else if (dice < 0.17) {
    const from = Math.floor(random() * step);
    const series = Math.floor(random() * CRASH_SERIES);
    const to = from + Math.floor(random() * 30);
    say(`deleting ${series} ${from} ${to}`);
    const done = engine.deleteSeries(
      'default',
      [[{ name: 'i', op: '=', value: `${series}` }]],
      timeOfStep(from),
      timeOfStep(to),
    );
    start(done.then(() => say(`deleted ${series} ${from} ${to}`)));
  }
}
