import { expect, test } from 'vitest';
import { readUpOptions, type UpSources } from './up-options.ts';

const nothing: UpSources = { env: {}, file: new Map() };

test('flags are divided between server and agent', () => {
  const outcome = readUpOptions(
    [
      '--cluster-name',
      'k8s-istio',
      '--data-dir=/d',
      '--storage.retention=7d',
      '--agent.listen',
      '127.0.0.1:1',
      '--conf-dir',
      '/more',
      '--web.enable-admin-api',
      '--auth=off',
    ],
    nothing,
  );
  expect(outcome).toEqual({
    kind: 'run',
    options: {
      dataDir: '/d',
      listen: '127.0.0.1:9630',
      agentListen: '127.0.0.1:1',
      serverArgs: [
        '--listen=127.0.0.1:9630',
        '--data-dir=/d',
        '--bootstrap.agent-token-file=/d/agent-token',
        '--storage.retention=7d',
        '--web.enable-admin-api',
        '--auth=off',
      ],
      agentArgs: [
        '--server.token-file=/d/agent-token',
        '--data-dir=/d/agent',
        '--conf-dir=/etc/binnacle/conf.d',
        '--conf-dir=/usr/local/datakit/conf.d',
        '--conf-dir=/d/conf.d',
        '--conf-dir=/more',
        '--listen=127.0.0.1:1',
        '--cluster-name=k8s-istio',
      ],
    },
  });
});

test.each([
  { args: ['--help'], want: { kind: 'help' } },
  { args: ['fast'], want: { kind: 'bad', problem: expect.stringContaining('"fast"') } },
  { args: ['--listen'], want: { kind: 'bad', problem: '--listen needs a value' } },
])('readUpOptions($args)', ({ args, want }) => {
  expect(readUpOptions(args, nothing)).toEqual(want);
});

test('a flag wins over the environment, that over the file', () => {
  const sources: UpSources = {
    env: { BINNACLE_LISTEN: '127.0.0.1:2', BINNACLE_AGENT_LISTEN: 'off', BINNACLE_CONF_DIR: '/a,/b' },
    file: new Map([
      ['listen', '127.0.0.1:3'],
      ['data-dir', '/file'],
    ]),
  };
  expect(readUpOptions([], sources)).toMatchObject({
    options: {
      listen: '127.0.0.1:2',
      agentListen: 'off',
      dataDir: '/file',
      serverArgs: expect.arrayContaining(['--listen=127.0.0.1:2', '--data-dir=/file']) as string[],
      agentArgs: expect.arrayContaining(['--listen=off', '--conf-dir=/a', '--conf-dir=/b']) as string[],
    },
  });
  expect(readUpOptions(['--listen=127.0.0.1:1'], sources)).toMatchObject({ options: { listen: '127.0.0.1:1' } });
});
