import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoCluster, RunningDemo } from '@binnacle/demo';
import type { Command } from '../command-io.ts';
import { startChild, type Child } from '../up/child.ts';
import { prepareDemoFolder } from './demo-folder.ts';
import { controlFile, demoHelp, readDemoOptions, type DemoSettings } from './demo-options.ts';

/** What people can apply: weights of a canary, a fault, a circuit breaker. */
const MANIFESTS = fileURLToPath(new URL('../../../demo/manifests/', import.meta.url));

/** `binnacle demo`: two simulated clusters, and the real server and agents to watch them. */
export const demoCommand: Command = async (args, io) => {
  const read = readDemoOptions(args);
  if (read.kind === 'help') {
    io.stdout.write(demoHelp);
    return 0;
  }
  if (read.kind === 'bad') {
    io.stderr.write(`binnacle demo: ${read.problem}\nSee: binnacle demo --help\n`);
    return 2;
  }
  const settings = { ...read.settings, dataDir: resolve(io.cwd, read.settings.dataDir) };
  const { dataDir } = settings;
  const unusable = prepareDemoFolder(dataDir);
  if (unusable !== undefined) {
    io.stderr.write(`binnacle demo: ${unusable}\n`);
    return 1;
  }
  const say = (text: string): void => void io.stdout.write(text);
  const logDir = join(dataDir, 'log');
  let isWritingHistory = true;
  const trouble = (name: string) => (line: string) => {
    // An agent that finds everything by itself needs no file.
    if (line.includes('no input runs')) return;
    // Hours in seconds are as much as the server can take: agents keep what they have, and send it after that.
    if (isWritingHistory && line.includes('HTTP 503')) return;
    io.stderr.write(`${name}: ${line}\n`);
  };
  const env = Object.fromEntries(
    Object.entries(io.env).filter(([name]) => !/^(BINNACLE_|ENV_|KUBECONFIG$)/.test(name)),
  );
  const children: Child[] = [];
  let demo: RunningDemo | undefined;
  const stopped = new Promise<'stopped'>((done) => {
    if (io.signal.aborted) done('stopped');
    io.signal.addEventListener('abort', () => done('stopped'), { once: true });
  });
  const stop = async (): Promise<void> => {
    // The agents first: what they still have to deliver finds the server there.
    for (const child of children.splice(0).reverse()) await child.stop();
    await demo?.close();
  };
  try {
    say('Simulating two clusters and their last hours …\n');
    const { promise: address, resolve: serverIsReady } = Promise.withResolvers<string>();
    const lines: string[] = [];
    const tokenFile = join(dataDir, 'agent-token');
    const server = startChild({
      name: 'server',
      args: [
        `--listen=${settings.listen}`,
        `--data-dir=${join(dataDir, 'server')}`,
        `--bootstrap.agent-token-file=${tokenFile}`,
        '--simulated-clusters=demo-prod,demo-test',
        ...settings.serverArgs,
      ],
      logDir,
      env,
      onTrouble: trouble('server'),
      onLine(line) {
        lines.push(line);
        const url = /Binnacle is ready: (\S+)/.exec(line)?.[1];
        if (url !== undefined) serverIsReady(url);
      },
    });
    children.push(server);
    // The code is large, and `--help` needs none of it.
    const { startDemo } = await import('@binnacle/demo');
    const started = startDemo({
      seed: settings.seed,
      scale: settings.scale,
      speed: settings.speed,
      historyMs: settings.historyMs,
      dir: join(dataDir, 'clusters'),
      control: settings.control,
      nowMs: Date.now,
    }).then((running) => (demo = running));
    const ended = server.ended.then((how) => ({ how }));
    const first = await Promise.race([Promise.all([address, started]).then(([url]) => ({ url })), ended, stopped]);
    if (first === 'stopped') {
      await started.catch(() => {});
      return 0;
    }
    if ('how' in first) {
      await started.catch(() => {});
      io.stderr.write(server.lastWords());
      io.stderr.write(
        `binnacle demo: the server did not start (${first.how}); its log is ${join(logDir, 'server.log')}\n`,
      );
      return 1;
    }
    const running = await started;
    writeFileSync(controlFile(dataDir), `${running.controlUrl}\n`);
    for (const cluster of running.clusters) {
      children.push(
        startAgent(cluster, first.url, settings, tokenFile, logDir, env, trouble(`agent of ${cluster.name}`)),
      );
    }
    const abort = new AbortController();
    const history = running
      .writeHistory({ url: first.url, token: readFileSync(tokenFile, 'utf8').trim() }, abort.signal)
      .then((samples) => ({ samples }));
    const early = children.map((child) => child.ended.then((how) => ({ how, child })));
    const wrote = await Promise.race([history, stopped, ...early]);
    if (wrote === 'stopped' || 'how' in wrote) abort.abort();
    await history.catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    });
    if (wrote === 'stopped') return 0;
    if ('how' in wrote) {
      io.stderr.write(wrote.child.lastWords());
      io.stderr.write(`binnacle demo: the ${wrote.child.name} ended (${wrote.how}); the logs are in ${logDir}\n`);
      return 1;
    }
    isWritingHistory = false;
    // The server's own words: URL and how to log in.
    for (const line of lines) say(`${line}\n`);
    say(welcome(running, wrote.samples, logDir));
    const end = await Promise.race([stopped, ...children.map((child) => child.ended.then((how) => ({ child, how })))]);
    if (end === 'stopped') return 0;
    io.stderr.write(end.child.lastWords());
    io.stderr.write(`binnacle demo: the ${end.child.name} ended (${end.how}); the logs are in ${logDir}\n`);
    return 1;
  } catch (error) {
    io.stderr.write(`binnacle demo: ${(error as Error).message}\n`);
    return 1;
  } finally {
    await stop();
  }
};

function startAgent(
  cluster: DemoCluster,
  serverUrl: string,
  { dataDir }: DemoSettings,
  tokenFile: string,
  logDir: string,
  env: Readonly<Record<string, string | undefined>>,
  onTrouble: (line: string) => void,
): Child {
  return startChild({
    name: 'agent',
    logName: `agent-${cluster.name}`,
    args: [
      `--server.url=${serverUrl}`,
      ...(serverUrl.startsWith('https:') ? ['--server.insecure-skip-verify'] : []),
      `--server.token-file=${tokenFile}`,
      `--cluster-name=${cluster.name}`,
      `--host-name=${cluster.name}`,
      `--data-dir=${join(dataDir, `agent-${cluster.name}`)}`,
      `--conf-dir=${join(dataDir, 'conf.d')}`,
      '--listen=127.0.0.1:0',
      // Everything of the cluster, and nothing of this machine. Without a node of its own it reads those of all nodes.
      '--inputs=kubernetes',
      '--inputs=discovery',
      '--kubernetes=on',
      `--kubernetes.kubeconfig=${cluster.agentKubeconfig}`,
      '--kubernetes.interval=15s',
      '--discovery.pod-network=reachable',
      '--discovery.interval=15s',
      '--election=off',
    ],
    logDir,
    env,
    onLine: () => {},
    onTrouble,
  });
}

function welcome({ clusters, controlUrl }: RunningDemo, samples: number, logDir: string): string {
  const [first] = clusters;
  const rows = clusters.map(
    ({ name, nodes, pods, kubeconfig }) =>
      `    ${name}: ${nodes} nodes, ${pods} pods   kubectl --kubeconfig ${kubeconfig}`,
  );
  return `
  These clusters are SIMULATED: nothing runs in them, and their users do not exist. Agents, server and console are real.
${rows.join('\n')}

  Try:      kubectl --kubeconfig ${first!.kubeconfig} get pods -n bookinfo
            kubectl --kubeconfig ${first!.kubeconfig} apply -f ${MANIFESTS}virtual-service-90-10.yaml
  Trouble:  binnacle demo incident list        (control port: ${controlUrl})
  History:  ${samples.toLocaleString('en-US')} samples were written. Logs are in ${logDir}. Ctrl-C stops everything.

`;
}
