import { expect, test } from 'vitest';
import { allowedLabels } from './label-names.ts';

test.each([
  {
    name: 'only what is allowed',
    given: { app: 'web', team: 'a' },
    allowed: ['team', 'absent'],
    want: { label_team: 'a' },
  },
  {
    name: 'all',
    given: { app: 'web', 'app.kubernetes.io/name': 'x' },
    allowed: ['*'],
    want: { label_app: 'web', label_app_kubernetes_io_name: 'x' },
  },
  {
    name: 'capital letters as words',
    given: { appName: 'web', HTTPPort: '1' },
    allowed: ['*'],
    want: { label_app_name: 'web', label_httpport: '1' },
  },
  {
    name: 'names that become one',
    given: { 'a.b': '1', 'a/b': '2', 'a-b': '3' },
    allowed: ['*'],
    want: { label_a_b_conflict1: '3', label_a_b_conflict2: '1', label_a_b_conflict3: '2' },
  },
  { name: 'none', given: undefined, allowed: ['*'], want: {} },
])('labels of an object: $name', ({ given, allowed, want }) => {
  expect(allowedLabels('label', given, allowed)).toEqual(want);
});
