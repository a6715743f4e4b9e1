import { Cluster, Exporters, prodPlan, Recorder, testPlan } from '@binnacle/demo';
import { writeHistory, type HistoryServer } from '../../apps/demo/src/history/write-history.ts';

/** Coarser than the demo itself steps: nothing that is drawn over hours shows it. */
const STEP_MS = 5000;
/** As the agents of the demo scrape. */
const SCRAPE_MS = 15_000;

/** Writes the hours before now of the demo's two clusters, as `binnacle demo` does. @returns samples written */
export async function writeDemoHistory(server: HistoryServer, hours: number, signal: AbortSignal): Promise<number> {
  const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
  const startMs = endMs - hours * 3_600_000;
  let samples = 0;
  for (const [i, plan] of [prodPlan(1), testPlan()].entries()) {
    const cluster = new Cluster({ plan, seed: 1 + i, startMs, networkBase: 64 + i });
    const exporters = new Exporters(cluster);
    const recorder = new Recorder(cluster, exporters);
    cluster.heartbeats.isOn = false;
    for (let recordedMs = startMs; cluster.nowMs + STEP_MS <= endMs;) {
      cluster.step(cluster.nowMs + STEP_MS);
      signal.throwIfAborted();
      if (cluster.nowMs - recordedMs < SCRAPE_MS) continue;
      recordedMs = cluster.nowMs;
      exporters.update();
      await recorder.record();
    }
    await recorder.close();
    samples += await writeHistory(recorder, server, signal);
  }
  return samples;
}
