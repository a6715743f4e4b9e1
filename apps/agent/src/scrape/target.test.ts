import { expect, test } from 'vitest';
import { promOptionsSchema } from '../inputs/prom-options.ts';
import { targetsOf } from './target.ts';

const targetOf = (url: string, uds_path = '') =>
  targetsOf({
    file: 'f.conf',
    key: 'inputs.prom[0]',
    line: 1,
    options: promOptionsSchema.parse({ urls: [url], uds_path }),
    warnings: [],
  })[0]!;

test.each([
  ['http://a/metrics', '', 'http://a/metrics', 'a:80'],
  ['https://a/metrics', '', 'https://a/metrics', 'a:443'],
  ['https://[::1]:2379/metrics', '', 'https://[::1]:2379/metrics', '[::1]:2379'],
  ['http://user:secret@a:1/m', '', 'http://a:1/m', 'a:1'],
  ['http://a/m?token=tkn_secret&x=1', '', 'http://a/m?token=%E2%80%A6&x=1', 'a:80'],
  ['http://a/m', '/run/x.sock', 'unix:/run/x.sock:/m', 'a:80'],
  ['/var/lib/x.prom', '', 'file:/var/lib/x.prom', '/var/lib/x.prom'],
])('%s %s is shown as %s, instance %s', (url, socket, displayUrl, instance) => {
  const target = targetOf(url, socket);
  expect(target).toMatchObject({ displayUrl, instance });
  expect(target.id).not.toContain('secret');
});
