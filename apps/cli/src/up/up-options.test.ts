import { expect, test } from 'vitest';
import { readUpOptions } from './up-options.ts';

test('flags are divided between server and agent', () => {
  const outcome = readUpOptions([
    '--cluster-name',
    'k8s-istio',
    '--data-dir=/d',
    '--storage.retention=7d',
    '--agent.listen',
    '127.0.0.1:1',
    '--conf-dir',
    '/more',
  ]);
  expect(outcome).toEqual({
    kind: 'run',
    options: {
      dataDir: '/d',
      listen: '127.0.0.1:9630',
      auth: 'on',
      serverArgs: [
        '--listen=127.0.0.1:9630',
        '--data-dir=/d',
        '--bootstrap.agent-token-file=/d/agent-token',
        '--storage.retention=7d',
      ],
      agentArgs: [
        '--server.token-file=/d/agent-token',
        '--data-dir=/d/agent',
        '--conf-dir=/etc/binnacle/conf.d',
        '--conf-dir=/usr/local/datakit/conf.d',
        '--conf-dir=/d/conf.d',
        '--conf-dir=/more',
        '--cluster-name=k8s-istio',
        '--listen=127.0.0.1:1',
      ],
    },
  });
});

test.each([
  { args: ['--help'], want: { kind: 'help' } },
  { args: ['fast'], want: { kind: 'bad', problem: expect.stringContaining('"fast"') } },
  { args: ['--listen'], want: { kind: 'bad', problem: '--listen needs a value' } },
])('readUpOptions($args)', ({ args, want }) => {
  expect(readUpOptions(args)).toEqual(want);
});
