import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../../../test/fake-clock.ts';
import { startTarget } from '../../../test/target-server.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { formatProblem } from '../../config/problem.ts';
import { secretText } from '../../scrape/credentials.ts';
import { PLAIN_REQUEST } from '../scrape-job.ts';
import type { TargetGroup } from '../target-group.ts';
import { DnsDiscoverer, type DnsResolver } from './dns-discoverer.ts';
import { FileDiscoverer } from './file-discoverer.ts';
import { HttpDiscoverer } from './http-discoverer.ts';
import { readTargetGroups } from './read-target-groups.ts';

/** What a discoverer has found by now, by source. */
function found() {
  const groups = new Map<string, TargetGroup>();
  return {
    emit: (group: TargetGroup) => {
      if (group.targets.length === 0) groups.delete(group.source);
      else groups.set(group.source, group);
    },
    addresses: () =>
      [...groups.values()].flatMap(({ targets }) => targets.map(({ labels }) => labels['__address__'])).sort(),
    groups,
  };
}

describe('file_sd_configs', () => {
  test('JSON and YAML by pattern, read again when they change; a bad one leaves its last targets in force', () => {
    const folder = temporaryFolder();
    const write = (name: string, text: string): void => {
      writeFileSync(join(folder, 'tmp'), text);
      renameSync(join(folder, 'tmp'), join(folder, name));
    };
    write('a.json', '[{"targets": ["a:1"], "labels": {"x": "y"}}]');
    write('b.yml', '- targets: [b:1, b:2]\n');
    write('c.txt', '');
    const it = found();
    const discoverer = new FileDiscoverer([join(folder, '*.json'), join(folder, 'b.yml')], {}, new FakeClock());
    discoverer.start(it.emit);
    onTestFinished(() => discoverer.stop());
    expect(it.addresses()).toEqual(['a:1', 'b:1', 'b:2']);
    expect(it.groups.get(`${join(folder, 'a.json')}:0`)?.labels).toEqual({
      x: 'y',
      __meta_filepath: join(folder, 'a.json'),
    });
    write('b.yml', '- targets: [b:3]\n');
    write('d.json', '[{"targets": ["d:1"]}, {"targets": ["d:2"]}]');
    discoverer.look();
    expect(it.addresses()).toEqual(['a:1', 'b:3', 'd:1', 'd:2']);
    write('b.yml', '- targets: 5\n');
    write('d.json', '[{"targets": ["d:1"]}]');
    rmSync(join(folder, 'a.json'));
    discoverer.look();
    expect(it.addresses()).toEqual(['b:3', 'd:1']);
    expect(discoverer.problems.map((problem) => formatProblem(problem))).toEqual([
      `${join(folder, 'b.yml')}: [0].targets: expected a list of host:port`,
    ]);
  });

  test('no list of groups makes the reader throw', () => {
    const value = constantFrom<unknown>(
      null,
      5,
      'a',
      [],
      {},
      { targets: ['a:1'] },
      { targets: [1] },
      { labels: { a: 1 } },
    );
    assert(property(array(value), (list) => void readTargetGroups(list)));
  });
});

describe('http_sd_configs', () => {
  async function discoverer(answer: RequestListener, more = {}) {
    const port = await startTarget(answer);
    const clock = new FakeClock();
    const it = found();
    const asked = new HttpDiscoverer({
      url: `http://127.0.0.1:${port}/targets?token=x`,
      refreshMs: 60_000,
      request: PLAIN_REQUEST,
      place: { file: 'p.yml', line: 3 },
      clock,
      userAgent: 'test',
      ...more,
    });
    onTestFinished(() => asked.stop());
    return { ...it, asked, clock, port };
  }

  /** Resolves at the end of the answer that satisfies it. */
  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone()) await new Promise((resolve) => setImmediate(resolve));
  };

  test('asks again after the interval; a failure leaves the last targets in force', async () => {
    const answers = [
      '[{"targets": ["a:1"]}, {"targets": ["b:1"], "labels": {"x": "y"}}]',
      'nonsense',
      '[{"targets": ["c:1"]}]',
    ];
    let requests = 0;
    const it = await discoverer(
      (request, response) => {
        expect(request.headers['x-prometheus-refresh-interval-seconds']).toBe('60');
        expect(request.headers['authorization']).toBe('Basic dTpw');
        response.end(answers[requests++]);
      },
      {
        request: {
          ...PLAIN_REQUEST,
          credentials: { kind: 'basic', username: secretText('u'), password: secretText('p') },
        },
      },
    );
    it.asked.start(it.emit);
    await until(() => it.addresses().length === 2);
    await it.clock.advance(60_000);
    await until(() => it.asked.problems.length > 0);
    expect(it.addresses()).toEqual(['a:1', 'b:1']);
    const [said] = it.asked.problems.map((problem) => formatProblem(problem));
    expect(said).toContain('p.yml:3: ');
    expect(said).toContain('answered with no JSON');
    expect(said).not.toContain('token=x');
    await it.clock.advance(60_000);
    await until(() => it.asked.problems.length === 0);
    expect(it.addresses()).toEqual(['c:1']);
  });

  test('other answers than 200 are said', async () => {
    const it = await discoverer((_, response) => void response.writeHead(503).end());
    it.asked.start(it.emit);
    await until(() => it.asked.problems.length > 0);
    expect(it.asked.problems[0]?.message).toContain('answered HTTP 503');
  });
});

describe('dns_sd_configs', () => {
  const resolver = (records: Partial<DnsResolver>): DnsResolver => {
    const none = (): Promise<never> => Promise.reject(Object.assign(new Error('none'), { code: 'ENODATA' }));
    return { resolve4: none, resolve6: none, resolveSrv: none, resolveMx: none, ...records };
  };
  const asked = (type: 'A' | 'AAAA' | 'SRV' | 'MX', records: Partial<DnsResolver>, clock = new FakeClock()) =>
    new DnsDiscoverer({
      names: ['n.test'],
      type,
      port: 9100,
      refreshMs: 30_000,
      place: {},
      clock,
      resolver: resolver(records),
    });

  test.each([
    { type: 'A', records: { resolve4: () => Promise.resolve(['1.2.3.4']) }, want: { __address__: '1.2.3.4:9100' } },
    {
      type: 'AAAA',
      records: { resolve6: () => Promise.resolve(['fd00::1']) },
      want: { __address__: '[fd00::1]:9100' },
    },
    {
      type: 'SRV',
      records: { resolveSrv: () => Promise.resolve([{ name: 'host.test', port: 80 }]) },
      want: {
        __address__: 'host.test:80',
        __meta_dns_srv_record_target: 'host.test.',
        __meta_dns_srv_record_port: '80',
      },
    },
    {
      type: 'MX',
      records: { resolveMx: () => Promise.resolve([{ exchange: 'mail.test.' }]) },
      want: { __address__: 'mail.test:9100', __meta_dns_mx_record_target: 'mail.test.' },
    },
  ] as const)('$type records', async ({ type, records, want }) => {
    const clock = new FakeClock();
    const it = found();
    const discoverer = asked(type, records, clock);
    discoverer.start(it.emit);
    await clock.advance(0);
    discoverer.stop();
    expect([...it.groups.values()].flatMap(({ targets }) => targets.map(({ labels }) => labels))).toEqual([
      { __meta_dns_name: 'n.test', ...want },
    ]);
  });

  test('a name that is gone has no targets; one that cannot be asked for keeps them', async () => {
    const clock = new FakeClock();
    const answers: (() => Promise<string[]>)[] = [
      () => Promise.resolve(['1.1.1.1', '2.2.2.2']),
      () => Promise.reject(Object.assign(new Error('x'), { code: 'ETIMEOUT' })),
      () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    ];
    const it = found();
    const discoverer = asked('A', { resolve4: () => answers.shift()!() }, clock);
    discoverer.start(it.emit);
    await clock.advance(0);
    expect(it.addresses()).toEqual(['1.1.1.1:9100', '2.2.2.2:9100']);
    await clock.advance(30_000);
    expect(it.addresses()).toHaveLength(2);
    expect(discoverer.problems[0]?.message).toBe('cannot resolve n.test (A): ETIMEOUT');
    await clock.advance(30_000);
    expect(it.addresses()).toEqual([]);
    expect(discoverer.problems[0]?.message).toBe('n.test has no A record');
    discoverer.stop();
  });
});
