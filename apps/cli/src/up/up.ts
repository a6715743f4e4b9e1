import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lookAround } from '@binnacle/agent';
import type { Command } from '../command-io.ts';
import { startChild, type Child } from './child.ts';
import { detectEtcd } from './detect-etcd.ts';
import { kubernetesArgs } from './kubernetes-args.ts';
import { readServerFile } from './server-file.ts';
import { DEFAULT_AGENT_LISTEN, readUpOptions, upHelp } from './up-options.ts';

/** `binnacle up`: server and agent on this machine, until it is told to stop or one of the two ends. */
export const upCommand: Command = async (args, io) => {
  const read = readUpOptions(args, { env: io.env, file: await readServerFile(args, io) });
  if (read.kind === 'help') {
    io.stdout.write(upHelp);
    return 0;
  }
  if (read.kind === 'bad') {
    io.stderr.write(`binnacle up: ${read.problem}\nSee: binnacle up --help\n`);
    return 2;
  }
  const { dataDir, agentListen, serverArgs, agentArgs } = read.options;
  const logDir = join(dataDir, 'log');
  try {
    // Before the server makes it, and as private as the server would.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    mkdirSync(logDir, { recursive: true });
  } catch (error) {
    io.stderr.write(`binnacle up: cannot write to the data folder ${dataDir}: ${(error as Error).message}\n`);
    return 1;
  }
  const trouble = (name: string) => (line: string) => void io.stderr.write(`${name}: ${line}\n`);

  const { promise: address, resolve: serverReady } = Promise.withResolvers<string>();
  const server = startChild({
    name: 'server',
    args: serverArgs,
    logDir,
    env: io.env,
    onTrouble: trouble('server'),
    onLine(line) {
      io.stdout.write(`${line}\n`);
      const url = /Binnacle is ready: (\S+)/.exec(line)?.[1];
      if (url !== undefined) serverReady(url);
    },
  });
  const stopped = new Promise<'stopped'>((resolve) => {
    if (io.signal.aborted) resolve('stopped');
    io.signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });

  const first = await Promise.race([
    address.then((url) => ({ url })),
    server.ended.then((how) => ({ how })),
    stopped.then(() => ({ how: undefined })),
  ]);
  if (!('url' in first)) {
    await server.stop();
    if (first.how === undefined) return 0;
    io.stderr.write(server.lastWords());
    io.stderr.write(`binnacle up: the server did not start (${first.how}); its log is ${join(logDir, 'server.log')}\n`);
    return 1;
  }

  const confDir = join(dataDir, 'conf.d');
  const otherDirs = agentArgs
    .filter((arg) => arg.startsWith('--conf-dir='))
    .map((arg) => arg.slice('--conf-dir='.length));
  const kubernetes = kubernetesArgs(agentArgs, io.env);
  const [etcd, surroundings] = await Promise.all([
    detectEtcd(confDir, otherDirs),
    lookAround({ env: io.env, ...kubernetes.look }),
  ]);
  const agent = startChild({
    name: 'agent',
    args: [
      `--server.url=${first.url}`,
      // The server is the process that was just started; its certificate is for the name by which others know it.
      ...(first.url.startsWith('https:') ? ['--server.insecure-skip-verify'] : []),
      ...agentArgs,
      // A cluster that was named is the agent's to report when it does not answer; one that was only found is left out.
      ...(kubernetes.isTold
        ? []
        : [`--kubernetes=${surroundings.some((it) => it.kind === 'kubernetes' && it.isUsable) ? 'on' : 'off'}`]),
    ],
    logDir,
    // These mean the server here.
    env: { ...io.env, BINNACLE_LISTEN: undefined, BINNACLE_DATA_DIR: undefined, BINNACLE_CONFIG: undefined },
    onTrouble: trouble('agent'),
    onLine: (line) => void io.stdout.write(`${line}\n`),
  });
  for (const { isUsable, text } of surroundings) io.stdout.write(`  ${isUsable ? 'Found' : 'Left out'}: ${text}\n`);
  io.stdout.write(
    etcd.length > 0
      ? `  Found: etcd ${etcd.map(({ url }) => url).join(', ')}\n`
      : `  No etcd found on this machine. Put an etcd.conf into ${confDir}; it takes effect at once.\n`,
  );
  const to = agentListen === DEFAULT_AGENT_LISTEN ? '' : ` --to ${agentListen}`;
  const monitor = agentListen === 'off' ? '' : ` What the agent does: binnacle agent monitor${to}.`;
  io.stdout.write(`  Logs are in ${logDir}.${monitor} Ctrl-C stops both.\n\n`);

  const end = await Promise.race([
    stopped,
    ...[server, agent].map((child) => child.ended.then((how) => ({ child, how }))),
  ]);
  // The agent first: what it still has to deliver finds the server there.
  for (const child of [agent, server] satisfies Child[]) await child.stop();
  if (end === 'stopped') return 0;
  io.stderr.write(end.child.lastWords());
  io.stderr.write(
    `binnacle up: the ${end.child.name} ended (${end.how}); its log is ${join(logDir, `${end.child.name}.log`)}\n`,
  );
  return 1;
};
