import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { checkCommand } from './check-command.ts';

async function check(root: string, ...args: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const out = { write: (part: string) => (text += part) };
  const code = await checkCommand(args, {
    stdout: out,
    stderr: out,
    env: {},
    cwd: root,
    signal: new AbortController().signal,
  });
  return { code, text: text.replaceAll(`${root}/`, '') };
}

test('a folder: each problem with file, line and key, and exit code 1', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'conf.d', 'etcd'), { recursive: true });
  writeFileSync(join(root, 'conf.d', 'good.conf'), '[[inputs.prom]]\nurls = ["http://a"]\n');
  writeFileSync(
    join(root, 'conf.d', 'etcd', 'bad.conf'),
    '[[inputs.prom]]\nurls = ["https://a"]\nintervall = "1s"\n[[inputs.prom]]\nurls = ["https://a"]\ntls_open = true\ntls_cert = "/no/cert"\ntls_key = "/no/key"\n',
  );
  const { code, text } = await check(root, 'conf.d');
  expect(code).toBe(1);
  expect(text).toBe(`error: conf.d/etcd/bad.conf:3: inputs.prom[0].intervall: unknown option. Did you mean interval?
warning: conf.d/etcd/bad.conf:6: inputs.prom[1].tls_open: tls_open without tls_ca: the target's certificate is not verified. Name its CA in tls_ca
error: conf.d/etcd/bad.conf:4: inputs.prom[1]: cannot read tls_cert /no/cert: no such file. Mount the folder with the certificates on this machine, or correct the path
ok: conf.d/good.conf: 1 input
2 errors
`);
});

test('an agent.yaml, good and bad, and a file that is absent', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'good.yaml'), 'server:\n  url: http://a\ncluster-name: c\n');
  writeFileSync(join(root, 'bad.yaml'), 'server:\n  urls: http://a\n');
  expect(await check(root, 'good.yaml')).toEqual({ code: 0, text: 'ok: good.yaml: 2 settings\n' });
  expect(await check(root, 'bad.yaml')).toEqual({
    code: 1,
    text: 'error: bad.yaml:2: server.urls: unknown key. Did you mean server.url?\n1 error\n',
  });
  expect(await check(root, 'none.conf')).toEqual({ code: 1, text: 'error: none.conf: no such file\n1 error\n' });
});

test('warnings alone are fine; without arguments it explains itself', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'a.conf'), '[[inputs.container]]\n');
  expect((await check(root, 'a.conf')).code).toBe(0);
  expect(await check(root)).toMatchObject({ code: 2, text: expect.stringContaining('binnacle check FILE') as unknown });
  expect((await check(root, '--help')).code).toBe(0);
});

test('a prometheus.yml, and those of a folder; other YAML there is left alone', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'conf.d'));
  writeFileSync(
    join(root, 'conf.d', 'prometheus.yml'),
    'scrape_configs:\n  - job_name: a\n    bearer_token_file: token\n    relabel_configs:\n      - {action: kepp}\n  - job_name: b\n    authorization: {credentials_file: none}\n',
  );
  writeFileSync(join(root, 'conf.d', 'targets.yml'), '- targets: [a:1]\n');
  expect(await check(root, 'conf.d')).toEqual({
    code: 1,
    text: `error: conf.d/prometheus.yml:5: scrape_configs[0].relabel_configs[0].action: expected one of replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase
error: conf.d/prometheus.yml:6: scrape_configs[1]: cannot read authorization.credentials_file conf.d/none: no such file
2 errors
`,
  });
});

/** A Deployment in the style of the walk-through. */
const manifest = (indent: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: productpage
spec:
  template:
    metadata:
      annotations:
        datakit/prom.instances: |
          [[inputs.prom]]
            url = "http://$IP:15020/stats/prometheus"
${indent}tags_ignore = ["cache"]
            intervall = "60s"
`;

test('a manifest with an annotation: the tab of the published examples, and what is in the annotation', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'tab.yaml'), manifest('\t\t'));
  writeFileSync(join(root, 'good.yaml'), manifest('            ').replace('intervall', 'interval'));
  writeFileSync(join(root, 'typo.yaml'), manifest('            '));
  expect(await check(root, 'tab.yaml')).toEqual({
    code: 1,
    text: 'error: tab.yaml:12: a tab in the indentation: YAML does not allow it, and kubectl refuses the manifest. Indent with spaces\n1 error\n',
  });
  expect(await check(root, 'good.yaml')).toEqual({ code: 0, text: 'ok: good.yaml: 1 annotation\n' });
  const typo = await check(root, 'typo.yaml');
  expect(typo.code).toBe(1);
  expect(typo.text).toContain('inputs.prom[0].intervall: unknown option. Did you mean interval?');
});
