import { setFlagsFromString } from 'node:v8';
import { EXIT, type CommandIo } from './command-io.ts';
import { optionsHelp } from './config/agent-options.ts';
import { loadSettings, type LoadedSettings } from './config/load-settings.ts';
import { formatProblem, isError } from './config/problem.ts';
import { createLog, type Log } from './log.ts';
import { agentMonitorCommand } from './monitor/monitor-command.ts';
import { startAgent, type RunningAgent } from './run-agent.ts';
import { steadyClock, systemClock } from './scrape/schedule.ts';
import { SettingsWatch } from './settings-watch.ts';

const HELP = `binnacle agent: collects metrics and sends them to one or more servers

  binnacle agent [flags]            runs until SIGTERM or SIGINT
  binnacle agent monitor [flags]    shows what a running agent is doing

${optionsHelp()}
  --config FILE   settings as YAML (default /etc/binnacle/agent.yaml)
  --help          this text

Each flag is also an environment variable (--server.url: BINNACLE_SERVER_URL) and a key of agent.yaml, nested by the
dots. Flag beats environment beats file beats default. The variables of a DataKit DaemonSet are understood: ENV_DATAWAY,
ENV_GLOBAL_HOST_TAGS, ENV_GLOBAL_ELECTION_TAGS, ENV_CLUSTER_NAME_K8S, ENV_NAMESPACE, ENV_ENABLE_ELECTION, ENV_HTTP_LISTEN,
ENV_DEFAULT_ENABLED_INPUTS, HOST_PROC, HOST_SYS, HOST_ROOT, NODE_NAME.
`;

/** `binnacle agent`: runs an agent in this process until the signal aborts. */
export async function agentCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (args[0] === 'monitor') return agentMonitorCommand(args.slice(1), io);
  const loaded = await loadSettings(args, io.env, io.cwd);
  if (loaded.help) {
    io.stdout.write(HELP);
    return EXIT.ok;
  }
  if (loaded.rest.length > 0) {
    io.stderr.write(`unexpected argument ${JSON.stringify(loaded.rest[0])}: see binnacle agent --help\n`);
    return EXIT.usage;
  }
  const log = createLog(loaded.settings.logLevel, loaded.settings.logFormat, io.stderr);
  for (const problem of loaded.problems) (isError(problem) ? log.error : log.warn)(formatProblem(problem));
  if (loaded.problems.some(isError)) {
    log.error('not started: the settings have errors');
    return EXIT.usage;
  }
  if (loaded.settings.servers.length === 0) {
    log.error(NO_SERVER);
    return EXIT.usage;
  }
  const others = loaded.settings.otherInputs.join(', ');
  if (others !== '') log.info(`ENV_DEFAULT_ENABLED_INPUTS names inputs that are not part of this version: ${others}`);
  // Little of what is young lives on: threads that share its collection cost more than they save (0820).
  setFlagsFromString('--no-parallel-scavenge');
  try {
    await runUntilAborted(loaded, args, io, log);
    return EXIT.ok;
  } catch (error) {
    log.error(withCauses(error));
    return EXIT.failed;
  }
}

const NO_SERVER =
  'not started: no server to send to. Set --server.url, BINNACLE_SERVER_URL, ENV_DATAWAY or server.url in agent.yaml';

async function runUntilAborted(
  loaded: LoadedSettings,
  args: readonly string[],
  io: CommandIo,
  log: Log,
): Promise<void> {
  const start = async ({ settings }: LoadedSettings): Promise<RunningAgent> => {
    const agent = await startAgent(settings, {
      clock: systemClock,
      log,
      random: Math.random,
      problems: () => watch.problems,
      steadyClock,
      env: io.env,
      restart: (reason) => void restart(reason),
    });
    const servers = settings.servers.map(({ display }) => display).join(', ');
    log.info(`sends to ${servers} as cluster ${agent.status().cluster}, host ${settings.hostName}`);
    return agent;
  };
  let agent: RunningAgent | undefined;
  let current = loaded;
  // One start after the other, whoever asks for it.
  let starting: Promise<void> = Promise.resolve();
  const startAnew = async (before: Promise<void>, next: LoadedSettings): Promise<void> => {
    await before;
    if (io.signal.aborted) return;
    await agent?.stop();
    current = next;
    agent = await start(next);
  };
  const restart = (reason: string): Promise<void> => {
    log.info(`${reason}: starting anew`);
    starting = startAnew(starting, current);
    return starting;
  };
  let settings = JSON.stringify(loaded.settings, mapsAsLists);
  const reload = (): Promise<LoadedSettings> => loadSettings(args, io.env, io.cwd);
  const watch = new SettingsWatch(loaded, systemClock, log, reload, async (next) => {
    const changed = JSON.stringify(next.settings, mapsAsLists);
    if (changed === settings) return;
    if (next.settings.servers.length === 0) {
      log.error('the new settings name no server: those in force stay');
      return;
    }
    log.info('the settings have changed: starting anew');
    settings = changed;
    starting = startAnew(starting, next);
    await starting;
  });
  agent = await start(loaded);
  watch.start();
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    else io.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  log.info('stopping');
  await watch.stop();
  await starting;
  await agent.stop();
  log.info('stopped');
}

const mapsAsLists = (_: string, value: unknown): unknown =>
  value instanceof Map || value instanceof Set ? [...value] : value;

/** `cannot do A: cannot do B: ENOSPC`. */
export function withCauses(error: unknown): string {
  const messages: string[] = [];
  for (let at: unknown = error; at instanceof Error && messages.length < 5; at = at.cause) messages.push(at.message);
  return messages.length === 0 ? String(error) : messages.join(': ');
}
