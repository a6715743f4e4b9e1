import { blankDashboard } from '@binnacle/views';
import { expect, test } from 'vitest';
import { beginDraft, changed, redone, undone } from './draft-history.ts';

const titled = (title: string) => blankDashboard(title);

test('changes are undone and done again, one by one', () => {
  const [a, b, c] = [titled('a'), titled('b'), titled('c')];
  const two = changed(changed(beginDraft(a), b), c);
  expect(undone(two).present).toBe(b);
  expect(undone(undone(two)).present).toBe(a);
  expect(undone(undone(undone(two))).present).toBe(a);
  expect(redone(undone(two)).present).toBe(c);
  expect(redone(two)).toBe(two);
});

test('a new change forgets what was undone', () => {
  const [a, b, c] = [titled('a'), titled('b'), titled('c')];
  const history = changed(undone(changed(beginDraft(a), b)), c);
  expect([history.future, undone(history).present]).toEqual([[], a]);
});

test('letters of one field are one step', () => {
  const a = titled('a');
  let history = beginDraft(a);
  for (const text of ['b', 'bc', 'bcd']) history = changed(history, titled(text), 'title');
  expect(undone(history).present).toBe(a);
  history = changed(history, titled('x'), 'other');
  expect(undone(history).present.title).toBe('bcd');
});

test('nothing changed is no step', () => {
  const history = beginDraft(titled('a'));
  expect(changed(history, history.present)).toBe(history);
});
