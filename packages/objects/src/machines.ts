import type { Fact, KindPart, Level } from './derived.ts';
import { isTrueAt, listAt, numberAt, textAt, textsAt, timeAt, type Json } from './read.ts';

const STATES: ReadonlyMap<string, readonly [word: string, level: Level]> = new Map(
  Object.entries<readonly [word: string, level: Level]>({
    created: ['Created', 'busy'],
    running: ['Running', 'ok'],
    paused: ['Paused', 'warning'],
    restarting: ['Restarting', 'error'],
    exited: ['Exited', 'idle'],
    dead: ['Dead', 'error'],
  }),
);

/** A container as an agent found it at the runtime (`containerObject` in packages/api). */
export function deriveContainer(object: Json): KindPart {
  const exitCode = numberAt(object, 'exitCode');
  const reason = textAt(object, 'reason');
  const [state, stateLevel] = STATES.get(textAt(object, 'state')) ?? ['Unknown', 'unknown'];
  const health = textAt(object, 'health');
  const ended = state === 'Exited' || state === 'Dead';
  const [status, level]: readonly [string, Level] =
    ended && isTrueAt(object, 'oomKilled')
      ? ['OOMKilled', 'error']
      : ended && exitCode === 0
        ? ['Completed', 'idle']
        : ended
          ? [reason || `ExitCode:${exitCode ?? '?'}`, 'error']
          : state === 'Running' && health === 'unhealthy'
            ? ['Unhealthy', 'error']
            : state === 'Running' && health === 'starting'
              ? ['Starting', 'busy']
              : [reason === '' || state === 'Running' ? state : reason, stateLevel];
  const pod = textAt(object, 'pod', 'name');
  return {
    status,
    level,
    message: textAt(object, 'message'),
    node: textAt(object, 'node') || textAt(object, 'host'),
    ip: textAt(object, 'ip'),
    restarts: numberAt(object, 'restartCount'),
    images: [textAt(object, 'image')].filter((it) => it !== ''),
    ...(pod === '' ? {} : { owner: { kind: 'Pod', name: pod, uid: textAt(object, 'pod', 'uid') } }),
    facts: {
      host: textAt(object, 'host'),
      runtime: textAt(object, 'runtime'),
      state: textAt(object, 'state'),
      pod,
      container: textAt(object, 'pod', 'container') || textAt(object, 'metadata', 'name'),
      health,
      command: textAt(object, 'command'),
      ports: listAt(object, 'ports').map(portText),
      ...numberFacts({
        exitCode,
        startedAtMs: timeAt(object, 'startedAt'),
        finishedAtMs: timeAt(object, 'finishedAt'),
        cpuCores: numberAt(object, 'limits', 'cpuCores'),
        memoryBytes: numberAt(object, 'limits', 'memoryBytes'),
      }),
    },
  };
}

function portText(it: unknown): string {
  const [inside, outside, ip] = [textAt(it, 'containerPort'), textAt(it, 'hostPort'), textAt(it, 'hostIp')];
  const protocol = textAt(it, 'protocol') || 'tcp';
  return outside === '' ? `${inside}/${protocol}` : `${ip === '' ? '' : `${ip}:`}${outside}→${inside}/${protocol}`;
}

/** A machine with an agent on it (`hostObject` in packages/api). Whether it is alive is told by when it was last seen. */
export const deriveHost = (object: Json): KindPart => ({
  status: 'Reporting',
  level: 'ok',
  node: textAt(object, 'node'),
  ip: textsAt(object, 'ips')[0] ?? '',
  facts: {
    os: textAt(object, 'os'),
    kernel: textAt(object, 'kernel'),
    architecture: textAt(object, 'architecture'),
    cpuModel: textAt(object, 'cpuModel'),
    virtualization: textAt(object, 'virtualization'),
    agentVersion: textAt(object, 'agentVersion'),
    runtimes: textsAt(object, 'runtimes'),
    ips: textsAt(object, 'ips'),
    ...numberFacts({
      cpuCores: numberAt(object, 'cpuCores'),
      memoryBytes: numberAt(object, 'memoryBytes'),
      bootedAtMs: timeAt(object, 'bootedAt'),
    }),
  },
});

const numberFacts = (facts: Readonly<Record<string, number | undefined>>): Readonly<Record<string, Fact>> =>
  Object.fromEntries(Object.entries(facts).filter((it): it is [string, number] => it[1] !== undefined));
