import { expect, test } from 'vitest';
import { readFlags } from '../config/read-flags.ts';
import { resolveSettings } from '../config/settings.ts';
import { parseConfFile } from '../inputs/conf-file.ts';
import { localSettings, type LocalSettings } from './local-settings.ts';

function read(conf: string, ...args: string[]): LocalSettings {
  const { settings } = resolveSettings(readFlags(args).layer, {}, new Map(), { hostName: 'h', address: '' });
  const { local, problems } = parseConfFile('f.conf', conf);
  expect(problems).toEqual([]);
  return localSettings(settings, local);
}

test('without a file the settings count', () => {
  expect(read('[inputs]', '--inputs', 'cpu')).toMatchObject({
    inputs: new Set(['cpu']),
    kubernetes: { metrics: true },
  });
});

test('a file switches an input on, and says how often and with which labels', () => {
  const conf = `[[inputs.cpu]]
interval = "20s"
[inputs.cpu.tags]
rack = "7"
[[inputs.disk]]
interval = "60s"`;
  const { inputs, host, tags } = read(conf, '--inputs', 'mem');
  expect([...inputs].sort()).toEqual(['cpu', 'disk', 'mem']);
  expect(host.intervalMs).toBe(20_000);
  expect([...tags]).toEqual([['cpu', { rack: '7' }]]);
});

test('container.conf: endpoints, what is on, access to the API server; a setting beats it', () => {
  const conf = `[inputs.container]
docker_endpoint = "unix:///d.sock"
endpoints = ["unix:///var/run/docker.sock", "unix:///var/run/crio/crio.sock"]
enable_container_metric = false
enable_k8s_metric = false
interval = "1s"
kubernetes_url = "https://k:6443"
bearer_token = "/t"`;
  const { inputs, container, kubernetes } = read(conf, '--inputs', 'none');
  expect([...inputs]).toEqual(['kubernetes', 'discovery']);
  expect(container).toEqual({ intervalMs: 10_000, docker: 'unix:///d.sock', cri: 'unix:///var/run/crio/crio.sock' });
  expect(kubernetes).toMatchObject({
    metrics: false,
    events: true,
    access: { kubernetes_url: 'https://k:6443', bearer_token: '/t' },
  });
  expect(read(conf, '--container.docker', 'off').container.docker).toBe('off');
});
