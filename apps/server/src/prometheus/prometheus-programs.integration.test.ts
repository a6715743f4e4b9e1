import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.ts';

const run = promisify(execFile);

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Debian's package `prometheus` has both. */
describe.skipIf(!isInstalled('promtool'))('promtool (skipped where it is not installed)', () => {
  let server: TestServer;
  let url: string;
  const now = Date.now();

  beforeAll(async () => {
    server = await startTestServer();
    const cookie = await server.setUp();
    const agent = await server.token(cookie, 'agent');
    const body = `up{job="a"} 1 ${now - 60_000}\nup{job="a"} 1 ${now}\nup{job="b"} 0 ${now}\n`;
    await server.send('POST', '/api/v1/import/prometheus', { token: agent, body });
    url = server.url.replace('//', `//any:${await server.token(cookie, 'read')}@`);
  });
  afterAll(() => server.close());

  const promtool = async (...args: string[]): Promise<string> => (await run('promtool', args)).stdout;

  test('query instant', async () => {
    const text = await promtool('query', 'instant', '--time', String(now / 1000), url, 'sort_desc(up)');
    expect(text).toBe(`up{job="a"} => 1 @[${now / 1000}]\nup{job="b"} => 0 @[${now / 1000}]\n`);
  });

  test('query range', async () => {
    const range = ['--start', String(now / 1000 - 60), '--end', String(now / 1000), '--step', '60s'];
    const text = await promtool('query', 'range', ...range, url, 'sum(up)');
    expect(text).toBe(`{} =>\n1 @[${(now - 60_000) / 1000}]\n1 @[${now / 1000}]\n`);
  });

  test('query series and labels', async () => {
    const range = ['--start', String(now / 1000 - 600), '--end', String(now / 1000)];
    expect(await promtool('query', 'series', '--match', 'up', ...range, url)).toBe(
      '{__name__="up", job="a"}\n{__name__="up", job="b"}\n',
    );
    expect(await promtool('query', 'labels', ...range, url, 'job')).toBe('a\nb\n');
  });

  test('an error of the query arrives as such', async () => {
    await expect(promtool('query', 'instant', url, 'sum(')).rejects.toThrow(/bad_data: invalid parameter "query"/);
  });
});

/** A real Prometheus reads our samples by remote read, and sends us its own by remote write. */
describe.skipIf(!isInstalled('prometheus'))('Prometheus (skipped where it is not installed)', () => {
  test('reads from us and writes to us', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-prometheus-'));
    const now = Date.now();
    // The clock of the other Prometheus is the real one.
    const clock = {
      get nowMs() {
        return Date.now();
      },
    };
    const ours = await startTestServer({ args: ['--auth', 'off'], clock });
    const stop = new AbortController();
    const gone: Promise<unknown>[] = [];
    try {
      const lines = Array.from({ length: 300 }, (_, i) => `ours_total{x="1"} ${i * 2} ${now - (300 - i) * 1000}\n`);
      await ours.send('POST', '/api/v1/import/prometheus', { body: lines.join('') });
      const port = 20_000 + (process.pid % 20_000);
      writeFileSync(
        join(dir, 'prometheus.yml'),
        `global: { scrape_interval: 1s }
scrape_configs: [{ job_name: self, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }]
remote_read: [{ url: '${ours.url}/api/v1/read', read_recent: true }]
remote_write: [{ url: '${ours.url}/api/v1/write' }]
`,
      );
      const args = [
        `--config.file=${join(dir, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(dir, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ];
      gone.push(run('prometheus', args, { signal: stop.signal }).catch(() => undefined));
      const ask = async (url: string, query: string): Promise<unknown[]> => {
        const reply = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`).catch(() => undefined);
        if (reply?.ok !== true) return [];
        return ((await reply.json()) as { data: { result: unknown[] } }).data.result;
      };
      const until = async (url: string, query: string): Promise<unknown[]> => {
        for (;;) {
          const found = await ask(url, query);
          if (found.length > 0) return found;
          await setTimeout(100);
        }
      };
      const theirs = `http://127.0.0.1:${port}`;
      expect(await until(theirs, `count_over_time(ours_total[1h] @ ${now / 1000})`)).toMatchObject([
        { value: [expect.anything(), '300'] },
      ]);
      expect(await until(ours.url, 'up{job="self"}')).toMatchObject([{ value: [expect.anything(), '1'] }]);
    } finally {
      stop.abort();
      await Promise.all(gone);
      await ours.close();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
