import { expect, test } from 'vitest';
import { markdownTable, withSection } from './results.ts';

const before = '# Results\n\nWhere.\n\n## Engine\n\nold\n\n| a |\n| --- |\n\n## Agent\n\nstays\n';

test.each([
  {
    name: 'replaces its own',
    heading: 'Engine',
    want: '# Results\n\nWhere.\n\n## Engine\n\nnew\n\n## Agent\n\nstays\n',
  },
  {
    name: 'replaces the last',
    heading: 'Agent',
    want: '# Results\n\nWhere.\n\n## Engine\n\nold\n\n| a |\n| --- |\n\n## Agent\n\nnew\n',
  },
  { name: 'comes last when it is new', heading: 'Console', want: `${before}\n## Console\n\nnew\n` },
])('a section $name', ({ heading, want }) => {
  expect(withSection(before, heading, '\nnew\n')).toBe(want);
});

test('the same section twice changes nothing', () => {
  const once = withSection(before, 'Console', 'figures');
  expect(withSection(once, 'Console', 'figures')).toBe(once);
});

test('rows are a table', () => {
  expect(
    markdownTable([
      ['goal', 'figure'],
      ['a', '1'],
    ]),
  ).toBe('| goal | figure |\n| --- | --- |\n| a | 1 |');
});
