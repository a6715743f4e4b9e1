import { EXIT, type CommandIo } from './command-io.ts';
import { optionsHelp } from './config/agent-options.ts';
import { loadSettings } from './config/load-settings.ts';
import { formatProblem, isError } from './config/problem.ts';
import { createLog } from './log.ts';
import { agentMonitorCommand } from './monitor/monitor-command.ts';
import { startAgent } from './run-agent.ts';
import { systemClock } from './scrape/schedule.ts';

const HELP = `binnacle agent: collects metrics and sends them to one or more servers

  binnacle agent [flags]            runs until SIGTERM or SIGINT
  binnacle agent monitor [flags]    shows what a running agent is doing

${optionsHelp()}
  --config FILE   settings as YAML (default /etc/binnacle/agent.yaml)
  --help          this text

Each flag is also an environment variable (--server.url: BINNACLE_SERVER_URL) and a key of agent.yaml, nested by the
dots. Flag beats environment beats file beats default. The variables of a DataKit DaemonSet are understood: ENV_DATAWAY,
ENV_GLOBAL_HOST_TAGS, ENV_GLOBAL_ELECTION_TAGS, ENV_CLUSTER_NAME_K8S, ENV_NAMESPACE, ENV_ENABLE_ELECTION, ENV_HTTP_LISTEN.
`;

/** `binnacle agent`: runs an agent in this process until the signal aborts. */
export async function agentCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (args[0] === 'monitor') return agentMonitorCommand(args.slice(1), io);
  const { settings, problems, help, rest } = await loadSettings(args, io.env, io.cwd);
  if (help) {
    io.stdout.write(HELP);
    return EXIT.ok;
  }
  if (rest.length > 0) {
    io.stderr.write(`unexpected argument ${JSON.stringify(rest[0])}: see binnacle agent --help\n`);
    return EXIT.usage;
  }
  const log = createLog(settings.logLevel, settings.logFormat, io.stderr);
  for (const problem of problems) (isError(problem) ? log.error : log.warn)(formatProblem(problem));
  if (problems.some(isError)) {
    log.error('not started: the settings have errors');
    return EXIT.usage;
  }
  if (settings.servers.length === 0) {
    log.error(
      'not started: no server to send to. Set --server.url, BINNACLE_SERVER_URL, ENV_DATAWAY or server.url in agent.yaml',
    );
    return EXIT.usage;
  }
  mentionOtherInputs(settings.enabledInputs, log.info);
  try {
    const agent = await startAgent(settings, { clock: systemClock, log, random: Math.random, problems });
    log.info(
      `sends to ${settings.servers.map(({ display }) => display).join(', ')} as cluster ${settings.tags.cluster}, host ${settings.hostName}`,
    );
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      else io.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    log.info('stopping');
    await agent.stop();
    log.info('stopped');
    return EXIT.ok;
  } catch (error) {
    log.error(withCauses(error));
    return EXIT.failed;
  }
}

function mentionOtherInputs(enabled: readonly string[], say: (message: string) => void): void {
  const others = enabled.filter((name) => name !== 'prom' && !name.startsWith('-'));
  if (others.length > 0)
    say(`ENV_DEFAULT_ENABLED_INPUTS names inputs that are not part of this version: ${others.join(', ')}`);
}

/** `cannot do A: cannot do B: ENOSPC`. */
export function withCauses(error: unknown): string {
  const messages: string[] = [];
  for (let at: unknown = error; at instanceof Error && messages.length < 5; at = at.cause) messages.push(at.message);
  return messages.length === 0 ? String(error) : messages.join(': ');
}
