import { fileURLToPath } from 'node:url';
import { startBackground, type Background } from './background.ts';
import { until } from './until.ts';

const program = fileURLToPath(new URL('../../binnacle', import.meta.url));

/** Nothing of the developer's own environment may configure what a test starts. */
const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(BINNACLE_|ENV_|ETCD_|KUBE|NODE_NAME|HOST_)/.test(name)),
  );

/** Runs `binnacle` with these arguments in the background. */
export const startBinnacle = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Background =>
  startBackground(program, args, { env: { ...cleanEnv(), ...env } });

export interface RunningServer extends Background {
  readonly url: string;
}

/** Starts `binnacle server` on a loopback port and waits until it is ready. */
export async function startServer(port: number, dataDir: string, args: readonly string[] = []): Promise<RunningServer> {
  const url = `http://127.0.0.1:${port}`;
  const server = startBinnacle(['server', '--listen', `127.0.0.1:${port}`, '--data-dir', dataDir, ...args]);
  await until(`binnacle server on ${url} ready`, 30_000, async () => {
    if (!server.running()) throw new Error(`binnacle server ended:\n${server.output()}`);
    return (await fetch(`${url}/-/ready`)).ok;
  }).catch(async (error: unknown) => {
    await server.end('SIGKILL');
    throw new Error(`binnacle server did not become ready:\n${server.output()}`, { cause: error });
  });
  return { ...server, url };
}

export interface AgentOptions {
  readonly serverUrl: string;
  readonly token?: string;
  readonly confDir: string;
  readonly dataDir: string;
  readonly port: number;
  readonly cluster?: string;
}

export interface RunningAgent extends Background {
  readonly url: string;
}

/** Starts `binnacle agent` and waits until its own page answers. */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const url = `http://127.0.0.1:${options.port}`;
  const agent = startBinnacle(
    // prettier-ignore
    [
      'agent', '--server.url', options.serverUrl, '--conf-dir', options.confDir, '--data-dir', options.dataDir,
      '--listen', `127.0.0.1:${options.port}`, '--cluster-name', options.cluster ?? 'lab',
    ],
    options.token === undefined ? {} : { BINNACLE_SERVER_TOKEN: options.token },
  );
  await until(`binnacle agent on ${url} healthy`, 30_000, async () => {
    if (!agent.running()) throw new Error(`binnacle agent ended:\n${agent.output()}`);
    return (await fetch(`${url}/-/healthy`)).ok;
  }).catch(async (error: unknown) => {
    await agent.end('SIGKILL');
    throw new Error(`binnacle agent did not become healthy:\n${agent.output()}`, { cause: error });
  });
  return { ...agent, url };
}
