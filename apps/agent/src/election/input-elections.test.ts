import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { FakeLeases } from '../../test/fake-leases.ts';
import { parseConfFile, type PromInput } from '../inputs/conf-file.ts';
import { silentLog } from '../log.ts';
import { filesOfInput } from './files-of-input.ts';
import { InputElections } from './input-elections.ts';
import { LeaseElection } from './lease-election.ts';

const inputsOf = (text: string): readonly PromInput[] => {
  const { inputs, problems } = parseConfFile('f.conf', text);
  expect(problems).toEqual([]);
  return inputs;
};

test.each([
  { text: 'urls = ["http://a/m"]', want: [] },
  {
    text: 'urls = ["https://a/m"]\ntls_open = true\ntls_ca = "/ca"\ntls_cert = "/c"\ntls_key = "/k"',
    want: ['/c', '/ca', '/k'],
  },
  { text: 'urls = ["https://a/m"]\ntls_cert = "/c"\ntls_key = "/k"', want: [] },
  { text: 'urls = ["https://a/m"]\nca_certs = ["/ca"]\ncert_base64 = "eA=="\ncert_key_base64 = "eA=="', want: ['/ca'] },
  { text: 'urls = ["/x.prom", "http://a/m"]', want: ['/x.prom'] },
  { text: 'urls = ["http://a/m"]\nuds_path = "/s"', want: ['/s'] },
  { text: 'urls = ["http://a/m"]\n[inputs.prom.auth]\ntype = "bearer_token"\ntoken_file = "/t"', want: ['/t'] },
])('files that an input needs: $text', ({ text, want }) => {
  expect(filesOfInput(inputsOf(`[[inputs.prom]]\n${text}\n`)[0]!)).toEqual(want);
});

const CONF = `
[[inputs.prom]]
urls = ["http://plain/m"]
source = "plain"
[[inputs.prom]]
urls = ["http://everywhere/m"]
source = "everywhere"
election = false
[[inputs.prom]]
urls = ["https://etcd/m"]
source = "etcd"
tls_open = true
tls_cert = "/pki/c"
tls_key = "/pki/k"
`;

class Agent {
  readonly main: LeaseElection;
  readonly elections: InputElections;
  readonly inputs = inputsOf(CONF);
  canRead = true;
  down = false;

  constructor(identity: string, leases: FakeLeases, clock: FakeClock, canRead: boolean) {
    this.canRead = canRead;
    const make = (name: string, more: object = {}): LeaseElection =>
      new LeaseElection({
        leases: leases.connect(async () => (this.down ? 'fail' : 'work')),
        name,
        identity,
        clock,
        wallMs: clock.nowMs,
        random: () => 0,
        log: silentLog,
        subject: name,
        ...more,
      });
    this.main = make('main');
    this.elections = new InputElections({
      main: this.main,
      makeElection: ({ suffix, ...more }) => make(suffix, more),
      unreadableOf: (files) => (this.canRead ? undefined : files[0]),
      onChange: async () => {},
    });
    this.main.start();
    this.elections.update(this.inputs);
  }

  /** What this agent scrapes just now. */
  get work(): string[] {
    return this.inputs
      .filter((input) => this.elections.leadershipOf(input).isLeader())
      .map(({ options }) => options.source);
  }
}

test('the elected agent does all of it as long as it can', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const a = new Agent('a', leases, clock, true);
  const b = new Agent('b', leases, clock, true);
  await clock.advance(10_000);
  expect(a.work).toEqual(['plain', 'everywhere', 'etcd']);
  expect(b.work).toEqual(['everywhere']);
});

test('where the elected one cannot read the files, one of the others does, and one only', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const a = new Agent('a', leases, clock, false);
  const others = [new Agent('b', leases, clock, true), new Agent('c', leases, clock, true)];
  await clock.advance(15_000);
  expect(a.work).toEqual(['plain', 'everywhere']);
  expect(others.map(({ work }) => work).sort((x, y) => y.length - x.length)).toEqual([
    ['everywhere', 'etcd'],
    ['everywhere'],
  ]);
  expect(a.elections.problemOf(a.inputs[2]!)).toBeUndefined();
  const holder = others.find(({ work }) => work.includes('etcd'))!;
  holder.down = true;
  await clock.advance(20_000);
  expect(holder.work).toEqual(['everywhere']);
  expect(others.find((agent) => agent !== holder)!.work).toEqual(['everywhere', 'etcd']);
});

test('nobody can: each says so; the files come: it begins', async () => {
  const clock = new FakeClock();
  const leases = new FakeLeases();
  const a = new Agent('a', leases, clock, false);
  await clock.advance(10_000);
  expect(a.elections.problemOf(a.inputs[2]!)).toMatchObject({ code: 'files_unreadable', file: 'f.conf', line: 9 });
  expect(a.elections.problemOf(a.inputs[0]!)).toBeUndefined();
  a.canRead = true;
  await clock.advance(5_000);
  expect(a.work).toContain('etcd');
  expect(a.elections.problemOf(a.inputs[2]!)).toBeUndefined();
});

test('without an election every agent does everything', () => {
  const elections = new InputElections({
    main: undefined,
    makeElection: () => expect.unreachable(),
    unreadableOf: () => undefined,
    onChange: async () => {},
  });
  const inputs = inputsOf(CONF);
  elections.update(inputs);
  expect(inputs.every((input) => elections.leadershipOf(input).isLeader())).toBe(true);
});
