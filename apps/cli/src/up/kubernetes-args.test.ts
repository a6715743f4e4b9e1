import { expect, test } from 'vitest';
import { kubernetesArgs } from './kubernetes-args.ts';

test.each([
  { args: [], env: {}, want: { isTold: false, look: {} } },
  { args: ['--kubernetes=off'], env: {}, want: { isTold: true, look: {} } },
  { args: [], env: { BINNACLE_KUBERNETES: 'off' }, want: { isTold: true, look: {} } },
  {
    args: ['--kubernetes.kubeconfig=/k', '--kubernetes.context=c'],
    env: {},
    want: { isTold: true, look: { kubeconfig: '/k', context: 'c' } },
  },
  {
    args: [],
    env: { BINNACLE_KUBERNETES_KUBECONFIG: '/e' },
    want: { isTold: true, look: { kubeconfig: '/e' } },
  },
])('$args $env', ({ args, env, want }) => {
  expect(kubernetesArgs(args, env)).toEqual(want);
});
