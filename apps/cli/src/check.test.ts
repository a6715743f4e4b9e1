import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkCommand } from './check.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function check(...files: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await checkCommand(files, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, out: out.replaceAll(`${folder}/`, ''), err };
}

const SCRAPES =
  'global:\n  scrape_interval: 15s\nscrape_configs:\n  - job_name: a\n    static_configs: [{ targets: [h:1] }]\n';
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    metadata:
      annotations:
        datakit/prom.instances: |
          [[inputs.prom]]
            url = "http://$IP:80/metrics"
`;

test.each([
  ['settings of the server', 'binnacle.yaml', 'auth: on\n', 0, 'binnacle.yaml: ok\n'],
  ['settings of the agent', 'agent.yaml', 'server: { url: http://h }\n', 0, 'ok: agent.yaml: 1 settings\n'],
  ['a prometheus.yml, whatever its name', 'prometheus.yml', SCRAPES, 0, 'ok: prometheus.yml: 1 scrape config\n'],
  ['Kubernetes objects', 'web.yaml', DEPLOYMENT, 0, 'ok: web.yaml: 1 annotation\n'],
])('%s', async (_what, name, text, code, out) => {
  writeFileSync(join(folder, name), text);
  expect(await check(name)).toEqual({ code, out, err: '' });
});

test('a mistake in a prometheus.yml is found by the agent, with its line', async () => {
  writeFileSync(join(folder, 'prometheus.yml'), SCRAPES.replace('job_name', 'jobname'));
  const { code, out } = await check('prometheus.yml');
  expect(code).toBe(1);
  expect(out).toMatch(
    /^error: prometheus\.yml:4: scrape_configs\[0\]\.jobname: unknown option\. Did you mean job_name/m,
  );
});

test('every file is checked, and the worst decides', async () => {
  mkdirSync(join(folder, 'conf.d'));
  writeFileSync(join(folder, 'conf.d/prometheus.yml'), SCRAPES);
  writeFileSync(join(folder, 'server.yaml'), 'nothing: 1\n');
  const { code, out, err } = await check('conf.d', 'server.yaml', 'missing.yaml');
  expect(code).toBe(1);
  expect(out).toBe('ok: conf.d/prometheus.yml: 1 scrape config\nserver.yaml:1: nothing: unknown setting\n');
  expect(err).toBe('missing.yaml: no such file\n');
});
