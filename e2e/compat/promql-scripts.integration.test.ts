import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../support/binnacle.ts';
import { freePorts } from '../support/ports.ts';
import { runScriptOverHttp } from './run-script-over-http.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const own = join(repository, 'testdata/promql');
const fixtures = join(process.env['BINNACLE_FIXTURES'] ?? join(repository, '../shared/fixtures'), 'promql');

const scriptsIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.test'))
        .map((name) => join(folder, name))
    : [];

describe('PromQL scripts over remote write and the HTTP API', () => {
  let dir: string;
  let server: RunningServer;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'binnacle-scripts-'));
    const [port] = (await freePorts(1)) as [number];
    const flags = ['--auth', 'off', '--storage.retention', '200y', '--web.enable-admin-api'];
    server = await startServer(port, join(dir, 'data'), [...flags, '--storage.max-future', '200y']);
  });
  afterAll(async () => {
    await server?.end();
    rmSync(dir, { recursive: true, force: true });
  });

  const theirs = scriptsIn(fixtures);
  const all = [
    ...scriptsIn(own).map((file) => [`own ${basename(file)}`, file]),
    ...theirs.map((file) => [`Prometheus's ${basename(file)}`, file]),
  ] as [string, string][];

  test.each(all)('%s', async (_name, file) => {
    const { evals, failures } = await runScriptOverHttp(readFileSync(file, 'utf8'), server.url);
    expect(evals).toBeGreaterThan(0);
    expect(failures).toEqual([]);
  });

  test.skipIf(theirs.length === 0)(
    'the scripts of Prometheus are among them (skipped where the fixtures are not there)',
    () => {
      expect(theirs.length).toBeGreaterThan(0);
    },
  );
});
