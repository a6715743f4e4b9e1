import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CgroupReader } from '../cgroup/cgroup-reader.ts';
import type { Collector, CollectorOutput, CollectOutcome, LabelRecord } from '../collector.ts';
import { containerLabels, type ContainerIdentity } from '../container/identity.ts';
import { writeMachine } from '../container/machine.ts';
import { scalarMetrics, type ScalarName } from '../container/metrics.ts';
import { fillGaps, known, type ContainerReading, type Numbers } from '../container/reading.ts';
import { SeriesByContainer } from '../container/series-by-container.ts';
import { workloadOfPod } from '../container/workload.ts';
import type { CriContainer, CriContainers, CriContainersOutcome } from '../cri/cri-containers.ts';
import { KillCounts } from '../cri/kill-counts.ts';
import { writeKills, writeStarts } from '../cri/runs.ts';
import type { HostFiles } from '../host/host-files.ts';
import { machineOf } from '../host/machine-of.ts';
import { probeCadvisor, type CadvisorState } from './cadvisor-probe.ts';
import type { KubeletClient } from './kubelet-client.ts';
import { writeNodeSummary, writePodSummary } from './summary-metrics.ts';
import { parseSummary, type Summary, type SummaryContainer, type SummaryPod } from './summary.ts';

export interface KubeletCollectorOptions {
  readonly kubelet: KubeletClient;
  /** Label `host`. */
  readonly host: string;
  /** Label `node`: the name of the node in Kubernetes. */
  readonly node: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly files?: HostFiles;
  /** Tells which container has which id, kills and the images; the containers of the pods are known by name alone without. */
  readonly cri?: CriContainers;
  /** Tells what the kubelet does not. */
  readonly cgroups?: CgroupReader;
  /**
   * `find out`: the kubelet's `/metrics/cadvisor`, which is scraped as a target of its own, is looked at now and then;
   * where it tells of no containers their metrics are made from the summary. The others say what is known already.
   */
  readonly cadvisor?: 'find out' | 'scraped' | 'absent';
  /** Who owns a pod, where the Kubernetes API was asked; '' where it does not know. */
  readonly workloadOf?: (namespace: string, pod: string) => string;
  /** Sizes of claimed volumes, which the kubelet's `/metrics` has too: only where that is not scraped. Default `leave out`. */
  readonly volumes?: 'derive' | 'leave out';
}

const OOM_EVENTS = scalarMetrics.oomEvents.name;
const PROBE_AGAIN_MS = 10 * 60_000;
const CONTAINERS_PER_TURN = 8;

/** Labels of what stands in for cAdvisor: those that a scrape of its endpoint gives. */
const CADVISOR_LABELS = { job: 'cadvisor', metrics_path: '/metrics/cadvisor' };
const SUMMARY_LABELS = { metrics_path: '/stats/summary' };

/**
 * What a kubelet tells of its node beside the expositions that are scraped: the summary, and what cAdvisor in this kubelet
 * lacks, from the cgroup tree and the container runtime.
 */
export function kubeletCollector(options: KubeletCollectorOptions): Collector {
  const { kubelet, host, node, now, files, cri, cgroups } = options;
  const series = new SeriesByContainer();
  const kills = new KillCounts();
  const survived = new Map<string, number>();
  let probed: { readonly state: CadvisorState; readonly atMs: number } | undefined;

  async function cadvisor(signal: AbortSignal): Promise<CadvisorState> {
    if (options.cadvisor === 'absent') return { kind: 'absent', reason: 'not scraped' };
    if (probed !== undefined && now() - probed.atMs < PROBE_AGAIN_MS) return probed.state;
    const found = await probeCadvisor(kubelet, signal);
    // Told that it is scraped, an endpoint that cannot be read just now is no reason to count everything twice.
    if (options.cadvisor === 'scraped' && found.kind === 'absent') {
      return probed?.state ?? { kind: 'present', families: new Set(), fileSystems: 'of containers' };
    }
    probed = { state: found, atMs: now() };
    return found;
  }

  function identityOf(pod: SummaryPod, name: string, container: CriContainer | undefined): ContainerIdentity {
    const workload =
      options.workloadOf?.(pod.namespace, pod.name) ||
      (container?.identity.kubernetes?.workload ?? workloadOfPod(pod.name, undefined));
    const kubernetes = { namespace: pod.namespace, pod: pod.name, container: name, podUid: pod.uid, workload };
    if (container === undefined) return { containerId: '', name: '', image: '', runtime: '', cgroup: '', kubernetes };
    return { ...container.identity, cgroup: cgroups?.group(container.id) ?? '', kubernetes };
  }

  function labelsOf(identity: ContainerIdentity): LabelRecord {
    return { ...containerLabels(identity, host), node, ...CADVISOR_LABELS };
  }

  function writeContainer(
    pod: SummaryPod,
    container: SummaryContainer,
    running: CriContainer | undefined,
    state: CadvisorState,
  ): void {
    const identity = identityOf(pod, container.name, running);
    const fromCgroup = running === undefined ? undefined : cgroups?.read({ containerId: running.id });
    if (running !== undefined) survived.set(running.id, fromCgroup?.scalars.oomEvents ?? 0);
    const key = `${pod.namespace}/${pod.name}/${container.name}/${running?.id ?? ''}`;
    const own = series.of(key, labelsOf(identity));
    if (state.kind === 'present') {
      const { fileSystems } = state.fileSystems === 'of containers' ? {} : container.reading;
      const scalars = withoutFamilies(fromCgroup?.scalars ?? {}, state.families);
      own.write({ scalars, ...(fileSystems === undefined ? {} : { fileSystems }) });
      return;
    }
    // A container that has not run has no CPU: that is a missing series, not a zero.
    if (container.reading.scalars.cpuSeconds === undefined && fromCgroup === undefined) return;
    const { networks: _, ...reading } =
      fromCgroup === undefined ? container.reading : live(fromCgroup, container.reading);
    const seen = known({
      startTime: container.startedAtMs === undefined ? undefined : container.startedAtMs / 1000,
      lastSeen: (reading.measuredAt ?? now()) / 1000,
    });
    own.write({ ...reading, scalars: { ...withoutKills(reading.scalars), ...seen } });
  }

  function writePod(pod: SummaryPod, runtime: CriContainersOutcome | undefined, state: CadvisorState): void {
    const hasNodeNetwork =
      runtime?.ok === true &&
      runtime.sandboxes.some((one) => one.identity.kubernetes?.podUid === pod.uid && one.hasNodeNetwork);
    if (state.kind === 'present' || pod.networks === undefined || hasNodeNetwork) return;
    const identity = identityOf(pod, '', undefined);
    const at = pod.measuredAt === undefined ? {} : { measuredAt: pod.measuredAt };
    series.of(`${pod.namespace}/${pod.name}`, labelsOf(identity)).write({ scalars: {}, networks: pod.networks, ...at });
  }

  /** The same as `writeStarts`, of what runs just now: all that the summary knows. */
  function writeStartsOf(summary: Summary): void {
    for (const pod of summary.pods) {
      for (const { name, startedAtMs } of pod.containers) {
        if (startedAtMs === undefined) continue;
        const own = series.of(`${pod.namespace}/${pod.name}/${name}`, labelsOf(identityOf(pod, name, undefined)));
        own.add(scalarMetrics.startTime, startedAtMs / 1000);
      }
    }
  }

  async function write(
    out: CollectorOutput,
    summary: Summary,
    runtime: CriContainersOutcome | undefined,
    state: CadvisorState,
  ) {
    const running = new Map<string, CriContainer>();
    for (const container of runtime?.ok === true ? runtime.containers : []) {
      if (container.state !== 'running') continue;
      const { podUid = '', container: name = '' } = container.identity.kubernetes ?? {};
      running.set(`${podUid}/${name}`, container);
    }
    survived.clear();
    let turn = 0;
    for (const pod of summary.pods) {
      for (const container of pod.containers) {
        writeContainer(pod, container, running.get(`${pod.uid}/${container.name}`), state);
        if (++turn % CONTAINERS_PER_TURN === 0) await nextTurn();
      }
      writePod(pod, runtime, state);
      writePodSummary(out, pod, { host, node, ...SUMMARY_LABELS }, options.volumes ?? 'leave out');
    }
    const hasKills = state.kind === 'present' && (state.families.size === 0 || state.families.has(OOM_EVENTS));
    if (runtime?.ok === true && !hasKills) {
      writeKills(series, runtime.containers, kills, survived, { host, node, ...CADVISOR_LABELS });
    }
    if (runtime?.ok === true) writeStarts(series, runtime.containers, { host, node, ...CADVISOR_LABELS });
    else if (state.kind === 'present') writeStartsOf(summary);
    writeNodeSummary(out, summary, { host, node, ...SUMMARY_LABELS });
    if (state.kind === 'absent' && files !== undefined)
      writeMachine(out, machineOf(files), host, { node, ...CADVISOR_LABELS });
  }

  return {
    name: 'kubelet',
    job: 'kubelet-summary',
    instance: kubelet.address,
    scope: 'host',
    async collect(out: CollectorOutput, signal: AbortSignal): Promise<CollectOutcome> {
      cgroups?.begin();
      const reply = await kubelet.getJson('/stats/summary', signal);
      if (!reply.ok)
        return { kind: 'unreachable', reason: reply.reason, ...(reply.advice ? { advice: reply.advice } : {}) };
      const summary = parseSummary(reply.value);
      if (summary === undefined) {
        return { kind: 'unreachable', reason: `${kubelet.address}: /stats/summary is no summary of a kubelet` };
      }
      const partial: string[] = [];
      const runtime = await cri?.read(signal);
      if (runtime?.ok === false) partial.push(runtime.reason);
      if (runtime?.ok === true) kills.seen(runtime.containers);
      const state = await cadvisor(signal);
      series.begin(out);
      await write(out, summary, runtime, state);
      series.end();
      return partial.length === 0 ? { kind: 'ok' } : { kind: 'ok', partial };
    },
    close() {
      kubelet.close();
      cri?.close();
    },
  };
}

/** Numbers of this moment before those of the kubelet, which are up to 15 s old; the time of these holds for none of both. */
function live(fromCgroup: ContainerReading, fromSummary: ContainerReading): ContainerReading {
  const { measuredAt: _, ...rest } = fillGaps(fromCgroup, fromSummary);
  return rest;
}

/** What a kubelet's cAdvisor has no family for, neither with containers nor without. */
function withoutFamilies(scalars: Numbers<ScalarName>, families: ReadonlySet<string>): Numbers<ScalarName> {
  const gaps: Partial<Record<ScalarName, number>> = {};
  for (const name of Object.keys(scalars) as ScalarName[]) {
    const value = scalars[name];
    if (value !== undefined && families.size > 0 && !families.has(scalarMetrics[name].name)) gaps[name] = value;
  }
  return withoutKills(gaps);
}

/** Kills are counted over all runs of a container, and told once for all of them. */
function withoutKills(scalars: Numbers<ScalarName>): Numbers<ScalarName> {
  const { oomEvents: _, ...rest } = scalars;
  return rest;
}
