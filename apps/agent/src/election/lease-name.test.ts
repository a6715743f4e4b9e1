import { expect, test } from 'vitest';
import { leaseName } from './lease-name.ts';

test.each([
  { parts: [''], want: 'binnacle-agent' },
  { parts: ['k8s-istio'], want: 'binnacle-agent-k8s-istio' },
  { parts: ['', 'files', '1a2b'], want: 'binnacle-agent-files-1a2b' },
])('$parts', ({ parts, want }) => {
  expect(leaseName(...parts)).toBe(want);
});

test('what Kubernetes does not take is told apart all the same', () => {
  const names = ['Prod', 'prod', 'prod.', 'pröd', '集群', 'x'.repeat(300), 'x'.repeat(301)].map((name) =>
    leaseName(name),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
});
