import { join } from 'node:path';

export interface DemoSettings {
  readonly dataDir: string;
  readonly listen: string;
  readonly control: { readonly host: string; readonly port: number };
  readonly seed: number;
  readonly scale: number;
  readonly speed: number;
  readonly historyMs: number;
  /** Flags that are the server's. */
  readonly serverArgs: readonly string[];
}

export type DemoOptionsOutcome =
  | { readonly kind: 'run'; readonly settings: DemoSettings }
  | { readonly kind: 'help' }
  | { readonly kind: 'bad'; readonly problem: string };

const DEFAULTS = {
  listen: '127.0.0.1:9630',
  'data-dir': './binnacle-demo',
  control: '127.0.0.1:9631',
  seed: '1',
  scale: '1',
  speed: '1',
  history: '2h',
} as const;
type Name = keyof typeof DEFAULTS;

const MAX_SCALE = 200;
const MAX_HISTORY_MS = 24 * 3_600_000;

/** Reads the arguments of `binnacle demo`. What it does not know is the server's, which knows whether it is right. */
export function readDemoOptions(args: readonly string[]): DemoOptionsOutcome {
  const given = new Map<string, string>(Object.entries(DEFAULTS));
  const serverArgs: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--help' || arg === '-h') return { kind: 'help' };
    const [, name, value] = /^--([a-z][a-z0-9.-]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) {
      return { kind: 'bad', problem: `unexpected ${JSON.stringify(arg)}: every setting is a flag such as --scale 10` };
    }
    const text = value ?? (args[i + 1]?.startsWith('--') === false ? args[++i] : undefined);
    if (!(name in DEFAULTS)) serverArgs.push(text === undefined ? arg : `--${name}=${text}`);
    else if (text === undefined) return { kind: 'bad', problem: `--${name} needs a value` };
    else given.set(name, text);
  }
  const text = (name: Name): string => given.get(name)!;
  const bad = (name: Name, expected: string): DemoOptionsOutcome => ({
    kind: 'bad',
    problem: `--${name}: expected ${expected}, got ${JSON.stringify(text(name))}`,
  });
  const whole = (name: Name): number => (/^\d{1,9}$/.test(text(name)) ? Number(text(name)) : Number.NaN);
  const [seed, scale] = [whole('seed'), whole('scale')];
  if (Number.isNaN(seed)) return bad('seed', 'a whole number');
  if (!(scale >= 1 && scale <= MAX_SCALE)) return bad('scale', `a whole number from 1 to ${MAX_SCALE}`);
  const speed = /^\d+(\.\d+)?$/.test(text('speed')) ? Number(text('speed')) : Number.NaN;
  if (!(speed >= 1 && speed <= 10_000)) return bad('speed', 'a number from 1 to 10000');
  const historyMs = readDuration(text('history'));
  if (historyMs === undefined || historyMs > MAX_HISTORY_MS)
    return bad('history', 'a duration up to 24h, such as 2h or 30m; 0 for none');
  const control = /^(127(?:\.\d{1,3}){3}|localhost):(\d{1,5})$/.exec(text('control'));
  if (control === null) return bad('control', 'a loopback address such as 127.0.0.1:9631');
  return {
    kind: 'run',
    settings: {
      dataDir: text('data-dir'),
      listen: text('listen'),
      control: { host: control[1] === 'localhost' ? '127.0.0.1' : control[1]!, port: Number(control[2]) },
      seed,
      scale,
      speed,
      historyMs,
      serverArgs,
    },
  };
}

function readDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const [, hours, minutes] = /^(?:(\d{1,2})h)?(?:(\d{1,4})m)?$/.exec(text) ?? [];
  if (hours === undefined && minutes === undefined) return undefined;
  return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

/** Where a running demo says how it is reached. */
export const controlFile = (dataDir: string): string => join(dataDir, 'control-url');

export const DEFAULT_CONTROL_URL = `http://${DEFAULTS.control}`;

export const demoHelp = `Usage: binnacle demo [FLAG…]
       binnacle demo incident [list | NAME | end NAME | end all]
       binnacle demo presentation [begin | end | status]

Shows the whole product without a cluster: two clusters are simulated (demo-prod and demo-test: nodes, etcd, Istio and
Bookinfo with its users); the agents, the server and the console are the real ones. Each start begins anew. Ctrl-C stops everything.

  --listen ADDRESS    where the console and the API are (default ${DEFAULTS.listen})
  --data-dir DIR      everything that is kept; emptied at each start (default ${DEFAULTS['data-dir']})
  --control ADDRESS   where incidents are asked for (default ${DEFAULTS.control})
  --history DURATION  how much of the past the charts begin with (default ${DEFAULTS.history}); 0: none
  --scale N           N times Bookinfo in demo-prod, for load (default ${DEFAULTS.scale})
  --speed N           the users' day goes by N times as fast (default ${DEFAULTS.speed})
  --seed N            another cluster with the same habits (default ${DEFAULTS.seed})

Any other flag goes to the server: see binnacle server --help.
`;
