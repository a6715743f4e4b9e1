import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startAgent, startServer, type RunningAgent, type RunningServer } from './support/binnacle.ts';
import { startCountingTarget, type CountingTarget } from './support/counting-target.ts';
import { freePorts } from './support/ports.ts';
import { query } from './support/query.ts';
import { until } from './support/until.ts';

const rounds = Number(process.env['BINNACLE_CRASH_ROUNDS'] ?? 20);
const series = ['a', 'b', 'c'];

let cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.reverse()) await step();
  cleanUp = [];
});

/**
 * The target says which answer it gave, so every stored value names the scrape that it came from. Killing takes turns:
 * the server, the agent, both. The one answer that was on its way when an agent died was never scraped.
 */
test(
  `kill -9 of server and agent, ${rounds} rounds: nothing scraped is lost, nothing is doubled`,
  { timeout: 300_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-crash-'));
    cleanUp.push(() => rmSync(dir, { recursive: true, force: true }));
    const target: CountingTarget = await startCountingTarget('crash_test_total', series);
    cleanUp.push(() => target.close());
    writeFileSync(
      join(dir, 'target.conf'),
      `[[inputs.prom]]\nurls = ["${target.url}"]\nsource = "crash"\ninterval = "1s"\n`,
    );
    const [serverPort, agentPort] = (await freePorts(2)) as [number, number];
    let server: RunningServer = await startServer(serverPort, join(dir, 'server'), ['--auth', 'off']);
    cleanUp.push(() => server.end('SIGKILL'));
    const newAgent = (): Promise<RunningAgent> =>
      startAgent({ serverUrl: server.url, confDir: dir, dataDir: join(dir, 'agent'), port: agentPort });
    let agent: RunningAgent = await newAgent();
    cleanUp.push(() => agent.end('SIGKILL'));

    /** Answers that an agent may have died on. */
    const inFlight = new Set<number>();
    const more = async (count: number): Promise<void> => {
      const goal = target.served() + count;
      await until(`${count} more scrapes`, 30_000, () => target.served() >= goal);
    };
    for (let round = 0; round < rounds; round++) {
      await more(1 + (round % 2));
      const victim = round % 3;
      if (victim !== 1) await server.end('SIGKILL');
      if (victim !== 0) {
        await agent.end('SIGKILL');
        inFlight.add(target.served()).add(target.served() + 1);
      }
      if (victim !== 1) server = await startServer(serverPort, join(dir, 'server'), ['--auth', 'off']);
      if (victim !== 0) agent = await newAgent();
    }
    await more(2);
    await agent.end('SIGTERM');
    const last = target.served();
    agent = await newAgent();

    const valuesOf = async (name: string): Promise<number[]> => {
      const [found] = await query(server.url, `crash_test_total{series="${name}"}[1h]`);
      return (found?.values ?? []).map(([, value]) => Number(value));
    };
    await until('the last scrape stored', 60_000, async () => (await valuesOf('a')).includes(last));
    for (const name of series) {
      const values = (await valuesOf(name)).filter((value) => value <= last);
      expect(values, `order and doubles of series ${name}`).toEqual([...new Set(values)].sort((a, b) => a - b));
      const stored = new Set(values);
      const lost = Array.from({ length: last }, (_, i) => i + 1).filter((n) => !stored.has(n) && !inFlight.has(n));
      expect(lost, `lost scrapes of series ${name}`).toEqual([]);
    }
  },
);
