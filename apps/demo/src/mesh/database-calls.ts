import type { Pod } from '../cluster/pod.ts';
import type { Random } from '../random.ts';
import { UNKNOWN_WORKLOAD, type Outcome } from './identity.ts';
import type { MeshService } from './surroundings.ts';
import type { Outcomes } from './identity.ts';
import type { Routing } from './routing.ts';
import type { TcpSeries } from './telemetry.ts';

interface Connection {
  readonly pod: Pod;
  readonly untilMs: number;
  /** Of both reporters. */
  readonly series: readonly TcpSeries[];
}

export interface TcpSurroundings {
  readonly nowMs: number;
  readonly routing: Routing;
  service(host: string): MeshService | undefined;
}

/** TCP totals of the model's own books. */
export interface TcpLedger {
  opened: number;
  closed: number;
  received: number;
  sent: number;
}

/** Connections that live for minutes and carry one query after another: a database as the mesh sees it. */
export class DatabaseCalls {
  readonly ledger: TcpLedger = { opened: 0, closed: 0, received: 0, sent: 0 };
  readonly #around: TcpSurroundings;
  readonly #random: Random;
  readonly #open = new Map<string, Connection>();
  readonly #fine: Outcome;
  readonly #refused: Outcome;

  constructor(around: TcpSurroundings, random: Random, outcomes: Outcomes) {
    this.#around = around;
    this.#random = random;
    this.#fine = outcomes.of(0, '-');
    this.#refused = outcomes.of(0, 'UF');
  }

  /** One query and its answer. @returns how long it took, or undefined when the database cannot be reached */
  query(source: Pod, host: string, requestBytes: number, replyBytes: number): number | undefined {
    const slot = `${source.uid} ${host} ${this.#random.below(3)}`;
    const { nowMs } = this.#around;
    let connection = this.#open.get(slot);
    if (connection && (connection.untilMs <= nowMs || !connection.pod.answers)) {
      this.#close(connection, slot);
      connection = undefined;
    }
    connection ??= this.#connect(source, host, slot);
    if (connection === undefined) return undefined;
    for (const series of connection.series) {
      series.received.value += requestBytes;
      series.sent.value += replyBytes;
    }
    this.ledger.received += requestBytes;
    this.ledger.sent += replyBytes;
    source.sentBytes += requestBytes + 120;
    connection.pod.receivedBytes += requestBytes + 120;
    connection.pod.sentBytes += replyBytes + 120;
    source.receivedBytes += replyBytes + 120;
    connection.pod.app.workSeconds += 0.0004;
    return this.#random.around(0.9, 0.4);
  }

  #connect(source: Pod, host: string, slot: string): Connection | undefined {
    const service = this.#around.service(host);
    const pod = service?.endpoints.find(({ answers }) => answers) ?? service?.endpoints[0];
    if (service === undefined || pod === undefined) return undefined;
    const isEncrypted =
      source.proxy !== undefined &&
      pod.proxy !== undefined &&
      this.#around.routing.takesMutualTls(pod.namespace, pod.labels);
    const outcome = pod.answers ? this.#fine : this.#refused;
    const from = source.identity ?? UNKNOWN_WORKLOAD;
    const to = pod.identity ?? UNKNOWN_WORKLOAD;
    const series: TcpSeries[] = [];
    for (const reporter of ['source', 'destination'] as const) {
      const proxy = reporter === 'source' ? source.proxy : pod.answers ? pod.proxy : undefined;
      if (proxy) series.push(proxy.telemetry.tcp(reporter, from, to, service.identity, outcome, isEncrypted));
    }
    for (const one of series) one.opened.value++;
    this.ledger.opened++;
    if (!pod.answers) {
      for (const one of series) one.closed.value++;
      this.ledger.closed++;
      return undefined;
    }
    const connection = { pod, series, untilMs: this.#around.nowMs + this.#random.between(20_000, 120_000) };
    this.#open.set(slot, connection);
    return connection;
  }

  #close(connection: Connection, slot: string): void {
    for (const series of connection.series) series.closed.value++;
    this.ledger.closed++;
    this.#open.delete(slot);
  }
}
