import { expect, test } from 'vitest';
import { hostAndPort } from './monitor-command.ts';

test.each([
  { text: '127.0.0.1:9529', want: '127.0.0.1:9529' },
  { text: 'node-1', want: 'node-1:9529' },
  { text: '9531', want: '127.0.0.1:9531' },
  { text: ':9531', want: '127.0.0.1:9531' },
  { text: '[::1]:9529', want: '[::1]:9529' },
  { text: 'http://127.0.0.1:9831/', want: '127.0.0.1:9831' },
  { text: 'http://node-1/status', want: 'node-1:9529' },
  { text: '', want: undefined },
  { text: 'a b', want: undefined },
])('--to $text', ({ text, want }) => {
  expect(hostAndPort(text)).toBe(want);
});
