import type { Collector } from '@binnacle/collectors';
import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { readFlags } from '../config/read-flags.ts';
import { resolveSettings } from '../config/settings.ts';
import { parseConfFile, type ConfFile } from '../inputs/conf-file.ts';
import { silentLog } from '../log.ts';
import { CollectorSet } from './collector-set.ts';
import type { LocalSource } from './local-collectors.ts';
import { LocalSet } from './local-set.ts';

const blocks = (text: string): ConfFile['local'] => parseConfFile('f.conf', text).local;

test('collectors begin, begin anew when the files change, and what was not there is looked for again', async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  let isInstalled = false;
  const collector = (name: string): Collector => ({
    name,
    job: name,
    instance: 'h',
    scope: 'host',
    collect: async () => ({ kind: 'ok' }),
    close: () => void log.push(`close ${name}`),
  });
  const source = (name: string, isThere: () => boolean): LocalSource => ({
    name,
    intervalMs: ({ host }) => host.intervalMs,
    make: () => {
      log.push(`look for ${name}`);
      return isThere() ? [collector(name)] : [];
    },
  });
  const { settings } = resolveSettings(readFlags([]).layer, {}, new Map(), { hostName: 'h', address: '' });
  const collectors = new CollectorSet({
    clock,
    log: silentLog,
    tags: settings.tags,
    phaseSeed: '',
    keep: async () => {},
    onChange: () => {},
  });
  const parts = { clock, log: silentLog, runtimes: {} };
  const set = new LocalSet(settings, collectors, parts, [
    source('always', () => true),
    source('later', () => isInstalled),
  ]);
  const running = (): string[] =>
    collectors.running.map(({ plan }) => `${plan.collector.name} ${plan.intervalMs / 1000}s`);
  await set.apply([]);
  expect(log.splice(0)).toEqual(['look for always', 'look for later']);
  expect(running()).toEqual(['always 15s']);
  isInstalled = true;
  await clock.advance(60_000);
  expect(log.splice(0)).toEqual(['look for later']);
  expect(running()).toEqual(['always 15s', 'later 15s']);
  await set.apply([]);
  expect(log, 'nothing has changed').toEqual([]);
  await set.apply(blocks('[[inputs.cpu]]\ninterval = "30s"\n'));
  expect(log.slice(0, 2).sort()).toEqual(['close always', 'close later']);
  expect(log.splice(0).slice(2)).toEqual(['look for always', 'look for later']);
  expect(running()).toEqual(['always 30s', 'later 30s']);
  set.stop();
  await collectors.stop();
  await clock.advance(600_000);
  expect(log.sort()).toEqual(['close always', 'close later']);
});
