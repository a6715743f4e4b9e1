import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, machine } from 'node:os';
import { createInterface } from 'node:readline';
import { labelsToRecord } from '@binnacle/model';
import { parseExposition, type ExpositionFamily } from '@binnacle/exposition';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostFiles } from '../host/host-files.ts';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { nodeCollector } from './node-collector.ts';

const program = ['prometheus-node-exporter', 'node_exporter'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** What is not collected here, with the reason. */
const NOT_HERE =
  /^node_(?:exporter_build_info|textfile_|scrape_collector_duration|timex_|time_zone_offset|hwmon_|thermal_|cooling_|cpu_(?:frequency|scaling|info|core|package|microcode|vulnerabilities|flag|bug)|schedstat_|xfs_|btrfs_|nfsd?_|edac_|power_supply|rapl_|nvme_|dmi_|bonding_|ipvs_|infiniband_|fibrechannel_|zfs_|bcache_|tape_|processes_|softnet_(?:backlog|cpu|flow|received))/;
/** node_exporter of that age tells them in another way. */
const OTHERWISE =
  /^node_(?:filesystem_|disk_(?:info|device_mapper|ata|filesystem)|network_speed_bytes|md_|netstat_TcpExt_TCP(?:OFO|Rcv))/;

/** Where no link tells its speed: node_exporter of that age passes on the -1 of the kernel, times 125,000. */
function isUnknownSpeed(name: string, samples: readonly { readonly value: unknown }[]): boolean {
  return name === 'node_network_speed_bytes' && samples.every(({ value }) => Number(value) < 0);
}

let exporter: ChildProcess | undefined;
let families: readonly ExpositionFamily[] = [];
const out = new RecordedOutput();

beforeAll(async () => {
  if (program === undefined) return;
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const started = spawn(program, [`--web.listen-address=127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  exporter = started;
  for await (const line of createInterface({ input: started.stderr }))
    if (/Listening on|TLS is disabled/.test(line)) break;
  started.stderr.resume();
  const files = hostFiles({ proc: '/proc', sys: '/sys', root: '/' });
  const now = Date.now;
  const collector = nodeCollector({ files, host: hostname(), now, machine: machine(), exclude: { interfaces: /^$/ } });
  const reply = await fetch(`http://127.0.0.1:${port}/metrics`);
  const outcome = parseExposition(new Uint8Array(await reply.arrayBuffer()));
  if (!outcome.ok) throw new Error(outcome.problem.message);
  families = outcome.families.filter(
    ({ name, samples }) => name.startsWith('node_') && !NOT_HERE.test(name) && !isUnknownSpeed(name, samples),
  );
  await collector.collect(out, new AbortController().signal);
});

afterAll(async () => {
  if (exporter === undefined || exporter.exitCode !== null) return;
  const exited = once(exporter, 'exit');
  exporter.kill('SIGKILL');
  await exited;
});

const key = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}${JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .sort(),
  )}`;

describe.skipIf(program === undefined)('beside the node_exporter of this machine', () => {
  test('every metric of it is here, with the same type', () => {
    const ours = new Map(out.samples.map(({ name, type }) => [name, type]));
    const theirs = families.map(({ name, type }) => [name, type] as const);
    expect(theirs.length).toBeGreaterThan(150);
    expect(theirs.filter(([name, type]) => ours.get(name) !== type)).toEqual([]);
  });

  test('the same series, and values that differ by what happened in between', () => {
    const ours = new Map(out.samples.map(({ name, labels, value }) => [key(name, labels), value]));
    const wrong: string[] = [];
    let compared = 0;
    for (const family of families) {
      if (OTHERWISE.test(family.name) || family.name.startsWith('node_scrape_')) continue;
      for (const { labels, value } of family.samples) {
        const { __name__: name = '', ...rest } = labelsToRecord(labels);
        // Other tests may make and remove interfaces meanwhile.
        if (/^(?:veth|br-|cni|docker|lab)/.test(rest['device'] ?? '')) continue;
        const own = ours.get(key(name, rest));
        const isClose = own !== undefined && Math.abs(own - value) <= 0.05 * Math.max(own, value) + slack(family.name);
        if (!isClose) wrong.push(`${key(name, rest)}: ${own} here, ${String(value)} there`);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });

  test('file systems that both list have the same size', () => {
    const sizes = families.find(({ name }) => name === 'node_filesystem_size_bytes')?.samples ?? [];
    expect(sizes.length).toBeGreaterThan(0);
    for (const { labels, value } of sizes) {
      const { mountpoint = '' } = labelsToRecord(labels);
      expect(out.value('node_filesystem_size_bytes', { mountpoint }) ?? value).toBe(value);
    }
    expect(out.of('node_filesystem_size_bytes', { mountpoint: '/' })).toHaveLength(1);
  });
});

/** What may change between two readings on a busy machine, beyond a share of the value. */
function slack(name: string): number {
  if (/^node_memory|_bytes/.test(name)) return 512 * 2 ** 20;
  if (/^node_(?:load|procs|time)/.test(name)) return 20;
  if (/^node_(?:cpu|pressure|disk_.*seconds)/.test(name)) return 2;
  return 20_000;
}
