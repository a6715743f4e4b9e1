import { expect, test } from 'vitest';
import { isNamedIn } from './detect-etcd.ts';

const member = { urls: ['http://127.0.0.1:2381'], clientUrls: ['https://127.0.0.1:2379'] };

test.each([
  { name: 'its metrics listener', conf: 'urls = ["http://127.0.0.1:2381/metrics"]', want: true },
  { name: 'its client port', conf: 'urls = ["https://127.0.0.1:2379/metrics"]', want: true },
  { name: 'it without a path', conf: "url = 'https://127.0.0.1:2379'", want: true },
  { name: 'another port', conf: 'urls = ["https://127.0.0.1:23791/metrics"]', want: false },
  { name: 'nothing', conf: '', want: false },
])('a file that names $name', ({ conf, want }) => {
  expect(isNamedIn(conf, member)).toBe(want);
});
