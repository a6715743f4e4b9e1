import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptHeader, formatOfContentType } from './content-type.ts';
import { createParser } from './parser.ts';

const installed = spawnSync('etcd', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'exposition-etcd-'));
let etcd: ChildProcess | undefined;
let url = '';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

beforeAll(async () => {
  if (!installed) return;
  url = `http://127.0.0.1:${await freePort()}`;
  const peer = `http://127.0.0.1:${await freePort()}`;
  const flags = {
    name: 'one',
    'data-dir': folder,
    'listen-client-urls': url,
    'advertise-client-urls': url,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `one=${peer}`,
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  etcd = spawn('etcd', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const failed = once(etcd, 'error').then(([error]) => {
    throw new Error('cannot start etcd', { cause: error });
  });
  const ready = (async () => {
    for await (const line of createInterface({ input: etcd.stderr! })) {
      if (line.includes('ready to serve client requests')) return;
    }
    throw new Error('etcd ended before it was ready');
  })();
  await Promise.race([ready, failed]);
  // Its log must go on being read, or the pipe fills up.
  etcd.stderr!.resume();
});

afterAll(async () => {
  if (etcd !== undefined && etcd.exitCode === null) {
    const exited = once(etcd, 'exit');
    etcd.kill('SIGKILL');
    await exited;
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Scrape {
  readonly values: ReadonlyMap<string, number>;
  readonly newSeries: number;
}

/** Scrapes as an agent does: in the pieces in which the answer arrives, with a cache of known series. */
async function scrape(known: Map<string, string>): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`, { headers: { accept: acceptHeader({ nativeHistograms: true }) } });
  const format = formatOfContentType(response.headers.get('content-type'));
  if (format === undefined || response.body === null) throw new Error('no exposition');
  const values = new Map<string, number>();
  let newSeries = 0;
  const parser = createParser(format, {
    sample(view) {
      const key = Buffer.from(view.bytes.subarray(view.start, view.end)).toString('latin1');
      let series = known.get(key);
      if (series === undefined) {
        newSeries++;
        series = view.labels().join(' ');
        known.set(key, series);
      }
      expect(view.type).not.toBe('unknown');
      values.set(series, view.value);
    },
  });
  for await (const chunk of response.body) expect(parser.push(chunk)).toBeUndefined();
  expect(parser.end()).toEqual({ ok: true, samples: values.size });
  return { values, newSeries };
}

test.skipIf(!installed)(
  'a real etcd: every series has a type, known series are found again, a write is counted',
  async () => {
    const known = new Map<string, string>();
    const before = await scrape(known);
    expect(before.newSeries).toBeGreaterThan(300);
    expect(before.values.get('__name__ etcd_server_has_leader')).toBe(1);

    const put = await fetch(`${url}/v3/kv/put`, {
      method: 'POST',
      body: JSON.stringify({ key: 'a2V5', value: 'dg==' }),
    });
    expect(put.status).toBe(200);
    const after = await scrape(known);
    const proposals = '__name__ etcd_server_proposals_committed_total';
    expect(after.values.get(proposals)).toBeGreaterThan(before.values.get(proposals)!);
    // What the put itself brings into being, and nothing that was there before.
    expect(after.newSeries).toBeLessThan(50);
  },
);
