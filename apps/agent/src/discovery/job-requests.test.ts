import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { discover } from '../../test/discovered.ts';
import { startTarget } from '../../test/target-server.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { TargetFetcher } from '../scrape/fetch-target.ts';

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly url: string;
}

/** Scrapes once what a job with these options finds. @returns what the target was asked, and what came of it */
async function ask(
  options: string,
  answer: RequestListener = (_, response) => void response.end('a 1\n'),
  files: Readonly<Record<string, string>> = {},
): Promise<{ asked: readonly Asked[]; body: string; problem: string }> {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const asked: Asked[] = [];
  const port = await startTarget((request, response) => {
    asked.push({ headers: request.headers, url: request.url! });
    answer(request, response);
  });
  const file = join(folder, 'prometheus.yml');
  writeFileSync(
    file,
    `scrape_configs:\n  - job_name: a\n    static_configs: [{targets: ['127.0.0.1:${port}']}]\n${options}`,
  );
  const it = discover({}, {}, { scrapeConfigFiles: [file] });
  it.discovery.start();
  expect(it.discovery.problems).toEqual([]);
  const [target] = it.running.values();
  it.discovery.stop();
  const fetcher = new TargetFetcher(target!, target!.scrape.request.accept, 'test');
  let body = '';
  const outcome = await fetcher.fetch(
    { begin: () => {}, chunk: (bytes) => ((body += Buffer.from(bytes).toString()), true) },
    5_000,
    0,
    new AbortController().signal,
  );
  fetcher.close();
  return { asked, body, problem: outcome.ok ? '' : outcome.problem.message };
}

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

test.each([
  {
    name: 'basic_auth with a file',
    options: '    basic_auth: {username: u, password_file: secret}\n',
    files: { secret: 'p\n' },
    want: { authorization: basic('u:p') },
  },
  {
    name: 'authorization with a type and a file',
    options: '    authorization: {type: Token, credentials_file: secret}\n',
    files: { secret: 't' },
    want: { authorization: 'Token t' },
  },
  { name: 'bearer_token', options: '    bearer_token: t\n', want: { authorization: 'Bearer t' } },
  {
    name: 'http_headers',
    options: '    http_headers: {X-Scope: {values: [a]}, X-File: {files: [secret]}}\n',
    files: { secret: 'b' },
    want: { 'x-scope': 'a', 'x-file': 'b' },
  },
  { name: 'enable_compression', options: '    enable_compression: false\n', want: { 'accept-encoding': 'identity' } },
  {
    name: 'scrape_protocols',
    options: '    scrape_protocols: [PrometheusProto, PrometheusText0.0.4]\n',
    want: {
      accept: expect.stringMatching(
        /^application\/vnd\.google\.protobuf;.*q=0\.9,text\/plain;version=0\.0\.4;q=0\.8,/,
      ) as unknown,
    },
  },
  {
    name: 'the timeout, as targets that ask others want to know it',
    options: '    scrape_interval: 30s\n    scrape_timeout: 7s\n',
    want: { 'x-prometheus-scrape-timeout-seconds': '7' },
  },
])('$name', async ({ options, files, want }) => {
  const { asked, body, problem } = await ask(options, undefined, files as Record<string, string> | undefined);
  expect(problem).toBe('');
  expect(body).toBe('a 1\n');
  expect(asked[0]!.headers).toMatchObject(want);
});

test('params and path', async () => {
  const { asked } = await ask('    metrics_path: /p\n    params: {b: ["2", "3"], a: ["1 &"]}\n');
  expect(asked[0]!.url).toBe('/p?a=1+%26&b=2&b=3');
});

test('a redirect to another host takes no credentials along, in headers or otherwise', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const other = await startTarget((request, response) => {
    seen.push(request.headers);
    response.end('b 2\n');
  });
  const { body } = await ask(
    '    bearer_token: t\n    http_headers: {X-Secret: {secrets: [s]}}\n',
    (_, response) => void response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end(),
  );
  expect(body).toBe('b 2\n');
  expect(seen[0]).not.toHaveProperty('authorization');
  expect(seen[0]).not.toHaveProperty('x-secret');
});

test('follow_redirects: false ends there', async () => {
  const { problem, asked } = await ask('    follow_redirects: false\n', (_, response) => {
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect(problem).toContain('answered HTTP 302');
  expect(asked).toHaveLength(1);
});

test.each([
  ['    body_size_limit: 1KB\n', 'body_size_limit allows (1 kB)'],
  ['    body_size_limit: 0\n', ''],
])('%j', async (options, message) => {
  const large = gzipSync(`a 1\n${'# comment\n'.repeat(1_000)}`);
  const { problem } = await ask(options, (_, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(large);
  });
  expect(problem).toContain(message);
  expect(problem === '').toBe(message === '');
});

test('a secret that cannot be read is said, without the request', async () => {
  const { problem, asked } = await ask('    basic_auth: {username: u, password_file: none}\n');
  expect(problem).toMatch(/^cannot read basic_auth\.password_file .*none: no such file$/);
  expect(asked).toEqual([]);
});
