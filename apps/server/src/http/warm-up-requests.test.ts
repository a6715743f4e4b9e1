import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sendWarmUpRequests } from './warm-up-requests.ts';
import type { RequestHandler } from './listener.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-own-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const answering =
  (seen: string[]): RequestHandler =>
  (request, response) => {
    seen.push(`${request.method} ${request.url?.split('?')[0]}`);
    request.resume();
    response.end('an answer');
  };

test('asks for queries over several connections, through a socket of this user alone, which is gone then', async () => {
  const seen: string[] = [];
  const sockets = new Set<unknown>();
  const modes = new Set<string>();
  const handle: RequestHandler = (request, response) => {
    sockets.add(request.socket);
    for (const name of readdirSync(folder)) modes.add((statSync(join(folder, name)).mode & 0o777).toString(8));
    answering(seen)(request, response);
  };
  await sendWarmUpRequests({ handle, folder, isBusy: () => false, signal: new AbortController().signal });
  expect(new Set(seen)).toEqual(new Set(['GET /api/v1/query', 'GET /api/v1/query_range', 'POST /api/v1/query_range']));
  expect(sockets.size).toBeGreaterThan(7);
  expect([...modes]).toEqual(['700']);
  expect(readdirSync(folder)).toEqual([]);
});

test('stops in the middle of a request when it is told to', async () => {
  const stop = new AbortController();
  let seen = 0;
  const handle: RequestHandler = (_, response) => {
    seen++;
    // The third never gets its answer.
    if (seen < 3) response.end('an answer');
    else stop.abort();
  };
  await sendWarmUpRequests({ handle, folder, isBusy: () => true, signal: stop.signal });
  expect(seen).toBe(3);
  expect(readdirSync(folder)).toEqual([]);
});

test('a server that closes the connection is an error', async () => {
  const handle: RequestHandler = (_, response) => void response.destroy();
  const sending = sendWarmUpRequests({ handle, folder, isBusy: () => false, signal: new AbortController().signal });
  await expect(sending).rejects.toThrow('a connection to this server was closed');
});
