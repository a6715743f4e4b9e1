import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startServerProcess, type ServerProcess } from '../test/server-process.ts';

const rounds = Number(process.env['BINNACLE_CRASH_ROUNDS'] ?? 10);
const SERIES = 20;
const WRITERS = 4;

let dir: string;
let server: ServerProcess | undefined;
afterEach(async () => {
  await server?.end('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

/** Sends batches until the server dies, and notes what was answered with 2xx. @returns how many were sent in all */
async function writeUntilDeath(
  url: string,
  writer: number,
  from: number,
  baseMs: number,
  acknowledged: Set<string>,
): Promise<number> {
  for (let n = from; ; n++) {
    const lines = Array.from(
      { length: SERIES },
      (_, i) => `crash{writer="${writer}",series="${i}"} ${n} ${baseMs + n}\n`,
    );
    try {
      const reply = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body: lines.join('') });
      if (reply.status === 204) acknowledged.add(`${writer}/${n}`);
    } catch {
      return n + 1;
    }
  }
}

test(
  `kill -9 during ingest, ${rounds} rounds: what was answered with 2xx is there, once`,
  { timeout: 300_000 },
  async () => {
    dir = mkdtempSync(join(tmpdir(), 'binnacle-durability-'));
    const args = ['--listen', '127.0.0.1:0', '--data-dir', dir, '--auth', 'off', '--query.threads', '1'];
    const baseMs = Date.now() - 600_000;
    const acknowledged = new Set<string>();
    const next = Array.from({ length: WRITERS }, () => 0);
    for (let round = 0; round < rounds; round++) {
      server = await startServerProcess(args);
      const { url } = server;
      const writers = next.map((from, writer) => writeUntilDeath(url, writer, from, baseMs, acknowledged));
      // A different moment in every round: after so many answers.
      const goal = acknowledged.size + 3 + ((round * 7) % 40);
      while (acknowledged.size < goal) await fetch(`${url}/-/healthy`);
      await server.end('SIGKILL');
      for (const [writer, done] of (await Promise.all(writers)).entries()) next[writer] = done;
    }
    server = await startServerProcess(args);
    const query = new URLSearchParams({ query: 'crash[1h]', time: String(Date.now() / 1000) });
    const reply = await fetch(`${server.url}/api/v1/query?${query.toString()}`);
    const text = await reply.text();
    expect(reply.status, `${text}\n${server.output()}`).toBe(200);
    const { data } = JSON.parse(text) as {
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    expect(data.result).toHaveLength(WRITERS * SERIES);
    for (const { metric, values } of data.result) {
      const stored = values.map(([, value]) => Number(value));
      // Every value tells when it was written.
      const times = values.map(([seconds]) => Math.round(seconds * 1000) - baseMs);
      expect(times, `times of ${metric['writer']}/${metric['series']}`).toEqual(stored);
      expect(stored, 'in order, none twice').toEqual([...new Set(stored)].sort((a, b) => a - b));
      const there = new Set(stored);
      const lost = [...acknowledged]
        .filter((it) => it.startsWith(`${metric['writer']}/`))
        .map((it) => Number(it.split('/')[1]))
        .filter((n) => !there.has(n));
      expect(lost, `lost of ${metric['writer']}/${metric['series']}`).toEqual([]);
    }
  },
);
