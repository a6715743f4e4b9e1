import { EXIT, type CommandIo } from '../command-io.ts';
import { loadSettings } from '../config/load-settings.ts';
import { parseDurationMs } from '../config/duration.ts';
import type { StatusDocument } from '../status/status-document.ts';
import { Connections, readText } from '../http/connections.ts';
import { monitorScreen } from './monitor-screen.ts';

const HELP = `binnacle agent monitor: shows what a running agent is doing

  binnacle agent monitor [--to HOST:PORT] [--refresh 2s] [--once] [--json]

  --to HOST:PORT   the agent's own port, or the URL of its page (default: what --listen, BINNACLE_LISTEN or agent.yaml say, else 127.0.0.1:9529)
  --refresh TIME   how often the screen is drawn anew (default 2s)
  --once           print the state once and end; so it is without a terminal, too
  --json           print the state as JSON once and end
`;

/** Thousands of targets fit. */
const MAX_STATUS_BYTES = 256 * 1024 * 1024;

interface MonitorOptions {
  readonly to: string;
  readonly refreshMs: number;
  readonly once: boolean;
  readonly json: boolean;
}

/** `binnacle agent monitor`: a live view of `/status` of an agent. */
export async function agentMonitorCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const options = await readOptions(args, io);
  if (typeof options === 'string') {
    if (options === HELP) {
      io.stdout.write(HELP);
      return EXIT.ok;
    }
    io.stderr.write(`${options}\n`);
    return EXIT.usage;
  }
  const isLive = io.stdout.isTTY === true && !options.once && !options.json;
  if (isLive) io.stdout.write('\u001b[?1049h\u001b[?25l');
  try {
    for (;;) {
      const status = await fetchStatus(options.to);
      if (typeof status === 'string') {
        if (!isLive) {
          io.stderr.write(`${status}\n`);
          return EXIT.failed;
        }
        io.stdout.write(`\u001b[H\u001b[2J${status}\n`);
      } else if (options.json) {
        io.stdout.write(`${JSON.stringify(status, null, 2)}\n`);
      } else {
        const color = io.stdout.isTTY === true && (io.env['NO_COLOR'] ?? '') === '';
        const screen = monitorScreen(status, {
          columns: io.stdout.columns ?? 100,
          rows: isLive ? (io.stdout.rows ?? 24) : undefined,
          color,
        });
        io.stdout.write(isLive ? `\u001b[H${screen.replaceAll('\n', '\u001b[K\n')}\u001b[J` : screen);
      }
      if (!isLive || (await endsWithin(options.refreshMs, io.signal))) return EXIT.ok;
    }
  } finally {
    if (isLive) io.stdout.write('\u001b[?25h\u001b[?1049l');
  }
}

/** @returns the options, or the text to print instead */
async function readOptions(args: readonly string[], io: CommandIo): Promise<MonitorOptions | string> {
  let to: string | undefined;
  let refreshMs = 2_000;
  let once = false;
  let json = false;
  const others: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = args[i]!.split(/=(.*)/s);
    const value = (): string => inline ?? args[++i] ?? '';
    if (name === '--help' || name === '-h') return HELP;
    if (name === '--once') once = true;
    else if (name === '--json') json = true;
    else if (name === '--to') {
      to = hostAndPort(value());
      if (to === undefined) return '--to: expected an address such as 127.0.0.1:9529';
    } else if (name === '--refresh' || name === '-R') {
      const ms = parseDurationMs(value());
      if (ms === undefined || ms < 100) return '--refresh: expected a duration such as 2s';
      refreshMs = ms;
    } else others.push(args[i]!);
  }
  const { settings, problems } = await loadSettings(others, io.env, io.cwd);
  const bad = problems.find(({ key }) => key?.startsWith('--') === true);
  if (bad !== undefined) return `${bad.key}: ${bad.message}: see binnacle agent monitor --help`;
  if (to === undefined) {
    if (settings.listen === undefined)
      return 'this agent has no port of its own (listen: off): there is nothing to show';
    const { host, port } = settings.listen;
    const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    to = `${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
  }
  return { to, refreshMs, once, json };
}

/** Takes what people paste: `HOST:PORT`, a port alone, or the URL of the agent's page. */
export function hostAndPort(text: string): string | undefined {
  if (/^:?\d+$/.test(text)) return `127.0.0.1:${text.replace(':', '')}`;
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `http://${text}`);
  return url === null ? undefined : `${url.hostname}:${url.port === '' ? 9529 : url.port}`;
}

async function fetchStatus(address: string): Promise<StatusDocument | string> {
  try {
    const connections = new Connections({
      maxSockets: 1,
      idleMs: 1_000,
      tls: { rejectUnauthorized: true, stamp: '' },
      socketPath: undefined,
    });
    const url = new URL(`http://${address}/status`);
    const response = await connections.send({ method: 'GET', url, headers: {}, signal: AbortSignal.timeout(5_000) });
    const text = await readText(response, MAX_STATUS_BYTES);
    connections.close();
    if (response.statusCode !== 200) return `${address} answered HTTP ${response.statusCode}: is it an agent?`;
    return JSON.parse(text) as StatusDocument;
  } catch (error) {
    if (error instanceof SyntaxError) return `${address} answered something else than JSON: is it an agent?`;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return code === 'ECONNREFUSED'
      ? `no agent listens on ${address}: start one with binnacle agent, or name its port with --to`
      : `cannot read ${address}: ${String(error)}`;
  }
}

/** Waits. @returns whether the command should end */
function endsWithin(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve(signal.aborted);
    }, ms);
    const end = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
