import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startControlServer, type ControlServer } from '../control/control-server.ts';
import { Recorder } from '../history/recorder.ts';
import { writeHistory, type HistoryServer } from '../history/write-history.ts';
import { IncidentBoard } from '../incidents/incidents.ts';
import { Presentation } from '../incidents/presentation.ts';
import { prodPlan, testPlan } from '../plan/cluster-plans.ts';
import { findNetworks } from './loopback.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

export interface DemoOptions {
  readonly seed: number;
  /** How many Bookinfos there are in the larger cluster. */
  readonly scale: number;
  /** How many times faster than the clock the day of the users goes by. */
  readonly speed: number;
  readonly historyMs: number;
  readonly dir: string;
  /** Address of the control port. */
  readonly control: { readonly host: string; readonly port: number };
  readonly nowMs: () => number;
}

export interface DemoCluster {
  readonly name: string;
  readonly apiUrl: string;
  readonly kubeconfig: string;
  readonly agentKubeconfig: string;
  readonly nodes: number;
  readonly pods: number;
}

export interface RunningDemo {
  readonly clusters: readonly DemoCluster[];
  readonly controlUrl: string;
  /** Writes the last hours, which the clusters have lived through before this started. @returns samples written */
  writeHistory(server: HistoryServer, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

const STEP_MS = 1000;
/** As the agent's, so that the lines go on as they were. */
const RECORD_EVERY_MS = 15_000;
/** A machine that slept is not made up for second by second. */
const MAX_LAG_MS = 30_000;

/** Makes the clusters, lives through their history, and keeps them going in real time. */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const { seed, speed, nowMs } = options;
  const networks = await findNetworks(2);
  if (typeof networks === 'string') throw new Error(networks);
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const wholeSecond = (): number => Math.floor(nowMs() / STEP_MS) * STEP_MS;
  const startMs = wholeSecond() - options.historyMs;
  const clusters = [prodPlan(options.scale), testPlan()].map(
    (plan, i) =>
      new SimulatedCluster({
        plan,
        seed: seed + i,
        startMs,
        speed,
        networkBase: networks[i]!,
        dir: join(options.dir, plan.name),
      }),
  );
  const recorders = new Map<SimulatedCluster, Recorder>();
  for (const one of clusters) recorders.set(one, await liveThrough(one, wholeSecond));

  const boards = new Map(clusters.map((one) => [one, new IncidentBoard(one.cluster)]));
  // The larger cluster is the one that things happen to.
  const board = boards.get(clusters[0]!)!;
  const presentation = new Presentation(board);
  for (const one of clusters) {
    one.cluster.heartbeats.isOn = true;
    await one.listen();
  }
  const control = await startControlServer(options.control, { clusters, boards, presentation });

  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const tick = async (): Promise<void> => {
    const now = wholeSecond();
    for (const one of clusters) {
      if (now - one.cluster.nowMs > MAX_LAG_MS) await one.step(now - STEP_MS);
      while (one.cluster.nowMs < now && !stopping.signal.aborted) {
        boards.get(one)!.step();
        await one.step(one.cluster.nowMs + STEP_MS);
      }
    }
    presentation.step(clusters[0]!.cluster.nowMs);
  };
  const plan = (): void => {
    timer = setTimeout(() => void (running = tickAndPlan()), STEP_MS - (nowMs() % STEP_MS));
  };
  const tickAndPlan = async (): Promise<void> => {
    await tick();
    if (!stopping.signal.aborted) plan();
  };
  plan();

  return {
    clusters: clusters.map((one) => ({
      name: one.name,
      apiUrl: one.apiUrl,
      kubeconfig: one.kubeconfig,
      agentKubeconfig: one.agentKubeconfig,
      nodes: one.cluster.nodes.length,
      pods: one.cluster.pods.size,
    })),
    controlUrl: control.url,
    async writeHistory(server, signal) {
      let samples = 0;
      for (const [one, recorder] of recorders) {
        samples += await writeHistory(recorder, server, signal);
        recorders.delete(one);
      }
      return samples;
    },
    async close() {
      stopping.abort();
      clearTimeout(timer);
      await running;
      await closeAll(control, clusters);
    },
  };
}

/** The hours before the start, with what an agent would have seen of them. */
async function liveThrough({ cluster, exporters }: SimulatedCluster, until: () => number): Promise<Recorder> {
  const recorder = new Recorder(cluster, exporters);
  cluster.heartbeats.isOn = false;
  let recordedMs = cluster.nowMs;
  // Time goes on meanwhile: what took long is lived through as well.
  while (cluster.nowMs + STEP_MS <= until()) {
    cluster.step(cluster.nowMs + STEP_MS);
    if (cluster.nowMs - recordedMs < RECORD_EVERY_MS) continue;
    recordedMs = cluster.nowMs;
    exporters.update();
    await recorder.record();
  }
  await recorder.close();
  return recorder;
}

async function closeAll(control: ControlServer, clusters: readonly SimulatedCluster[]): Promise<void> {
  await control.close();
  for (const one of clusters) await one.close();
}
