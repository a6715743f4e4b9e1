import { randomFrom } from './random.ts';

/** One series of the made-up mesh: its labels, and how its value moves from scrape to scrape. */
export interface WorkloadSeries {
  /** Sorted by name, `__name__` among them. */
  readonly labels: readonly (readonly [string, string])[];
  /** The next value; called once for each scrape, in order of time. */
  next(): number;
}

const buckets = ['0.5', '1', '5', '10', '25', '50', '100', '250', '500', '1000', '2500', '5000', '10000', '+Inf'];

const sorted = (labels: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));

/** Counts in bursts: mostly quiet, now and then hundreds at once. */
function bursting(random: () => number): () => number {
  let total = Math.floor(random() * 1e6);
  return () => (total += random() < 0.7 ? Math.floor(random() * 5) : Math.floor(random() * 300));
}
/** Counts evenly, in thousandths of a second, as process_cpu_seconds_total does. */
function counting(random: () => number): () => number {
  let thousandths = Math.floor(random() * 1e7);
  const pace = 20 + random() * 4000;
  return () => (thousandths += Math.floor(pace * (0.8 + 0.4 * random()))) / 1000;
}
/** Bytes in use: wanders, in pages of 4 KiB. */
function wandering(random: () => number): () => number {
  let pages = 5000 + Math.floor(random() * 100_000);
  return () => (pages = Math.max(100, pages + Math.floor((random() - 0.5) * 200))) * 4096;
}
/** A noisy float with all its digits, such as a load or a temperature. */
const noisy = (random: () => number): (() => number) => {
  const middle = random() * 10;
  return () => middle + Math.sin(random() * 6) * random();
};
/** Rarely changes: a version, a limit, a number of replicas. */
const idle = (random: () => number): (() => number) => {
  let value = Math.floor(random() * 100);
  return () => (random() < 0.001 ? ++value : value);
};

/**
 * About `count` series in the proportions of a mesh: 56 % latency buckets, 14 % request counters, the rest containers, processes
 * and states.
 */
export function makeWorkload(count: number, seed = 1): WorkloadSeries[] {
  const random = randomFrom(seed);
  const out: WorkloadSeries[] = [];
  for (let pod = 0; out.length < count; pod++) out.push(...podSeries(pod, 0, random));
  return out.slice(0, count);
}

/** The series of one pod, always as many. `generation` renames it, for churn. */
export function podSeries(pod: number, generation: number, random: () => number): WorkloadSeries[] {
  const out: WorkloadSeries[] = [];
  const service = `svc-${pod % 50}`;
  const base = {
    cluster: 'bench',
    instance: `10.0.${(pod >> 8) & 255}.${pod & 255}:15020`,
    job: 'istio-proxy',
    namespace: `ns-${pod % 10}`,
    pod: `${service}-${generation}-${pod.toString(36)}`,
  };
  const add = (name: string, labels: Readonly<Record<string, string>>, next: () => number): void => {
    out.push({ labels: sorted({ __name__: name, ...base, ...labels }), next });
  };
  for (const code of ['200', '404', '503', '500']) {
    for (const reporter of ['source', 'destination']) {
      const edge = { destination_service: `${service}.prod.svc.cluster.local`, reporter, response_code: code };
      add('istio_requests_total', edge, code === '200' ? bursting(random) : idle(random));
    }
  }
  for (const reporter of ['source', 'destination']) {
    const totals = buckets.map(() => 0);
    buckets.forEach((le, at) => {
      // Buckets are cumulative, so a scrape raises each from the one below it; the first of them draws the numbers.
      const next = (): number => {
        if (at === 0) {
          const burst = random() < 0.7 ? 3 : 200;
          let below = 0;
          for (let b = 0; b < buckets.length; b++) totals[b]! += below += Math.floor((random() * burst) / (b + 1));
        }
        return totals[at]!;
      };
      add(
        'istio_request_duration_milliseconds_bucket',
        { destination_service: `${service}.prod.svc.cluster.local`, le, reporter },
        next,
      );
    });
  }
  add('container_cpu_usage_seconds_total', { container: 'app' }, counting(random));
  add('container_memory_working_set_bytes', { container: 'app' }, wandering(random));
  add('process_cpu_seconds_total', {}, counting(random));
  add('process_resident_memory_bytes', {}, wandering(random));
  add('go_goroutines', {}, idle(random));
  add('node_load1', {}, noisy(random));
  add('kube_pod_container_status_restarts_total', { container: 'app' }, idle(random));
  for (const phase of ['Running', 'Pending', 'Failed', 'Succeeded', 'Unknown']) {
    add('kube_pod_status_phase', { phase }, () => (phase === 'Running' ? 1 : 0));
  }
  return out;
}
