import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fetchBytes, post, queryUrl, type QueryCase } from './measure.ts';
import type { System } from './systems.ts';

export interface UnderLoad {
  readonly healthP99Ms: number;
  readonly healthWorstMs: number;
  readonly ingestP50Ms: number;
  readonly ingestP99Ms: number;
  /** Heavy queries that were answered in a second. */
  readonly queriesPerSecond: number;
}

const SECONDS = 10;
const CLIENTS = 10;
const STEP_MS = 15_000;
const HEALTH_EVERY_MS = 10;
const INGEST_EVERY_MS = 100;

/** Asks for health and sends samples while ten clients ask one heavy query after the other. */
export async function measureUnderLoad(
  system: System,
  query: QueryCase,
  endMs: number,
  nextBody: () => Uint8Array,
): Promise<UnderLoad> {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const until = performance.now() + SECONDS * 1000;
  let answered = 0;
  let asked = 0;
  const ask = async (): Promise<void> => {
    while (performance.now() < until) {
      // Each for another hour: nobody answers with the result of the query before.
      const { status } = await fetchBytes(queryUrl(system, query, endMs - (asked++ % 120) * STEP_MS), agent);
      // Who refuses a query that is one too many is right to.
      if (status === 200) answered++;
      else await wait(HEALTH_EVERY_MS);
    }
  };
  const every = async (intervalMs: number, work: () => Promise<unknown>): Promise<number[]> => {
    const times: number[] = [];
    while (performance.now() < until) {
      const began = performance.now();
      await work();
      times.push(performance.now() - began);
      await wait(intervalMs);
    }
    return times.sort((a, b) => a - b);
  };
  const healthAgent = new Agent({ keepAlive: true, maxSockets: 1 });
  const [health, ingest] = await Promise.all([
    every(HEALTH_EVERY_MS, () => fetchBytes(system.healthUrl, healthAgent)),
    every(INGEST_EVERY_MS, () => post(system, nextBody())),
    ...Array.from({ length: CLIENTS }, ask),
  ]);
  agent.destroy();
  healthAgent.destroy();
  const at = (times: readonly number[], share: number): number => times[Math.floor(times.length * share)] ?? NaN;
  return {
    healthP99Ms: at(health!, 0.99),
    healthWorstMs: health!.at(-1) ?? NaN,
    ingestP50Ms: at(ingest!, 0.5),
    ingestP99Ms: at(ingest!, 0.99),
    queriesPerSecond: answered / SECONDS,
  };
}
