import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FakeClock } from '../test/fake-clock.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { loadSettings } from './config/load-settings.ts';
import { formatProblem } from './config/problem.ts';
import { silentLog } from './log.ts';
import { SettingsWatch } from './settings-watch.ts';

test('a good change is applied within 10 s; a bad one is reported, and not applied', async () => {
  const file = join(temporaryFolder(), 'agent.yaml');
  const load = () => loadSettings(['--config', file], {}, '/');
  writeFileSync(file, 'cluster-name: a\n');
  const clock = new FakeClock();
  const applied: string[] = [];
  const watch = new SettingsWatch(
    await load(),
    clock,
    silentLog,
    load,
    async ({ settings }) => void applied.push(settings.tags.cluster),
  );
  watch.start();
  await clock.advance(10_000);
  expect(applied).toEqual([]);
  writeFileSync(file, 'cluster-name: bb\n');
  await clock.advance(10_000);
  await vi.waitFor(() => expect(applied).toEqual(['bb']));
  writeFileSync(file, 'cluster-name: ccc\nlisten: nowhere\n');
  await clock.advance(10_000);
  await vi.waitFor(() => expect(watch.problems.map(formatProblem)).toHaveLength(1));
  expect(formatProblem(watch.problems[0]!)).toContain('agent.yaml:2: listen: expected an address');
  expect(applied).toEqual(['bb']);
  await watch.stop();
});
