import type { Cluster } from '../cluster/cluster.ts';
import type { EtcdCluster, EtcdMember } from '../cluster/etcd-cluster.ts';
import { MetricSet, type Histogram, type LabelPairs, type Series } from '../metrics/metric-set.ts';
import { Random, hashOf, wave } from '../random.ts';
import { SECONDS_BOUNDS, exponentialBounds, type Exporter } from './exporter.ts';
import { GoProcess } from './go-process.ts';

const MIB = 1024 ** 2;
const DISK_BOUNDS = exponentialBounds(0.001, 2, 14);
const RTT_BOUNDS = exponentialBounds(0.0001, 2, 16);
const APPLY_BOUNDS = exponentialBounds(0.0001, 2, 20);
const QUOTA_BYTES = 2048 * MIB;
/** Proposals per second that a cluster at rest makes: leases, and status of nodes and leaders. */
const PROPOSALS_AT_REST = 9;

/** `/metrics` of one member of etcd. */
export class Etcd implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #etcd: EtcdCluster;
  readonly #member: EtcdMember;
  readonly #random: Random;
  readonly #process: GoProcess;
  readonly #fsync: Histogram;
  readonly #commit: Histogram;
  readonly #snapshot: Histogram;
  readonly #defrag: Histogram;
  readonly #applies: ReadonlyMap<string, Histogram>;
  readonly #committed: Series;
  #updatedMs: number;
  #writes = 0;
  #pending = 0;

  constructor(cluster: Cluster, etcd: EtcdCluster, member: EtcdMember) {
    this.#cluster = cluster;
    this.#etcd = etcd;
    this.#member = member;
    this.#random = Random.of(cluster.seed, `etcd ${member.node.name} ${cluster.plan.name}`);
    this.#updatedMs = cluster.nowMs;
    const { set } = this;
    this.#process = new GoProcess({
      set,
      name: member.id,
      startedMs: member.node.bootedMs + 60_000,
      memoryMib: 118,
      goroutines: 210,
      openFiles: 72,
    });
    const { etcdVersion } = cluster.plan;
    set.gauge('etcd_server_version', 'Which version is running. 1 for the version label.', [
      ['server_version', etcdVersion],
    ]).value = 1;
    set.gauge('etcd_cluster_version', 'Which version is running. 1 for the cluster version label.', [
      ['cluster_version', etcdVersion.replace(/\.\d+$/, '')],
    ]).value = 1;
    set.gauge('etcd_server_id', 'Server or member ID in hexadecimal format. 1 for server_id label.', [
      ['server_id', member.id],
    ]).value = 1;
    this.#committed = this.#gauge(
      'etcd_server_proposals_committed_total',
      'The total number of consensus proposals committed.',
    );
    // Since it booted, as long as the first thing anybody sees is a total.
    this.#committed.value = Math.round(((cluster.nowMs - member.node.bootedMs) / 1000) * PROPOSALS_AT_REST);
    this.#gauge('etcd_debugging_mvcc_current_revision', 'The current revision of store.').value = Math.round(
      this.#committed.value * 0.8,
    );
    this.#fsync = this.#histogram(
      'etcd_disk_wal_fsync_duration_seconds',
      'The latency distributions of fsync called by WAL.',
      DISK_BOUNDS,
    );
    this.#commit = this.#histogram(
      'etcd_disk_backend_commit_duration_seconds',
      'The latency distributions of commit called by backend.',
      DISK_BOUNDS,
    );
    this.#snapshot = this.#histogram(
      'etcd_disk_backend_snapshot_duration_seconds',
      'The latency distribution of backend snapshots.',
      exponentialBounds(0.01, 2, 17),
    );
    this.#defrag = this.#histogram(
      'etcd_disk_backend_defrag_duration_seconds',
      'The latency distribution of backend defragmentation.',
      exponentialBounds(0.1, 2, 13),
    );
    this.#applies = new Map(
      ['Put', 'Txn', 'Range', 'LeaseGrant'].map((op) => [
        op,
        this.#histogram(
          'etcd_server_apply_duration_seconds',
          'The latency distributions of v2 apply called by backend.',
          APPLY_BOUNDS,
          [
            ['op', op],
            ['success', 'true'],
            ['version', 'v3'],
          ],
        ),
      ]),
    );
    this.#gauge('os_fd_limit', 'The file descriptor limit.').value = 1_048_576;
    for (const name of [
      'etcd_server_proposals_failed_total',
      'etcd_server_slow_apply_total',
      'etcd_server_slow_read_indexes_total',
      'etcd_server_read_indexes_failed_total',
      'etcd_server_heartbeat_send_failures_total',
      'etcd_debugging_server_lease_expired_total',
    ]) {
      this.#counter(name, `The total number of ${name.replaceAll('_', ' ')}.`);
    }
    for (const name of [
      'etcd_disk_defrag_inflight',
      'etcd_debugging_mvcc_slow_watcher_total',
      'etcd_debugging_mvcc_pending_events_total',
      'etcd_server_is_learner',
    ]) {
      this.#gauge(name, `${name.replaceAll('_', ' ')}.`).value = 0;
    }
    this.#gauge('etcd_server_quota_backend_bytes', 'Current backend storage quota size in bytes.').value = QUOTA_BYTES;
  }

  update(): void {
    const { nowMs } = this.#cluster;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    const etcd = this.#etcd;
    const member = this.#member;
    const [isUp, isLeader] = [etcd.isUp(member), etcd.leader === member];
    const hasLeader = etcd.leader !== undefined && etcd.hasQuorum;
    this.#gauge('etcd_server_has_leader', 'Whether or not a leader exists. 1 is existence, 0 is not.').value = hasLeader
      ? 1
      : 0;
    this.#gauge('etcd_server_is_leader', 'Whether or not this member is a leader. 1 if is, 0 otherwise.').value =
      isLeader ? 1 : 0;
    this.#counter('etcd_server_leader_changes_seen_total', 'The number of leader changes seen.').value =
      etcd.leaderChanges;
    for (const name of ['data_corruption', 'linearizable_read', 'serializable_read']) {
      this.#gauge('etcd_server_healthcheck', 'The result of each kind of healthcheck.', [
        ['name', name],
        ['type', 'readyz'],
      ]).value = hasLeader || name !== 'linearizable_read' ? 1 : 0;
    }
    if (!isUp) return;
    this.#counter('etcd_server_proposals_failed_total', '').value = etcd.failedProposals;
    const writes = this.#cluster.objects.writes - this.#writes;
    this.#writes = this.#cluster.objects.writes;
    const wanted = this.#random.poisson(PROPOSALS_AT_REST * seconds) + writes;
    if (hasLeader) this.#work(wanted, seconds, isLeader);
    else {
      this.#pending = Math.min(120, this.#pending + wanted);
      const failed = Math.ceil(wanted / 2);
      this.#counter('etcd_server_read_indexes_failed_total', '').value += 1;
      this.#calls('etcdserverpb.KV', 'Txn', 'unary', failed, 'Unavailable');
    }
    this.#gauge('etcd_server_proposals_pending', 'The current number of pending proposals to commit.').value =
      this.#pending;
    this.#network(seconds, wanted);
    this.#process.update(nowMs, seconds * 0.012 + wanted * 0.0012);
    this.#gauge('os_fd_used', 'The number of used file descriptors.').value = this.set.gauge(
      'process_open_fds',
      '',
    ).value;
  }

  #work(wanted: number, seconds: number, isLeader: boolean): void {
    const random = this.#random;
    const slow = this.#member.diskFactor;
    const { nowMs } = this.#cluster;
    this.#committed.value += wanted;
    this.#gauge('etcd_server_proposals_applied_total', 'The total number of consensus proposals applied.').value =
      this.#committed.value;
    this.#pending = slow > 1 ? Math.round(random.between(4, 4 + slow / 2)) : random.chance(0.1) ? 1 : 0;
    // Slow disks make it write several proposals at once.
    const syncs = slow > 1 ? Math.ceil(wanted / 3) : wanted;
    for (let i = 0; i < syncs; i++) this.#fsync.observe(random.around(0.0012, 0.5) * slow);
    const commits = Math.round(seconds * (slow > 1 ? 4 : 10));
    for (let i = 0; i < commits; i++) this.#commit.observe(random.around(0.0028, 0.45) * slow);
    this.#gauge('etcd_disk_wal_write_bytes_total', 'Total number of bytes written in WAL.').value += wanted * 2300;
    if (slow > 4) {
      const late = random.poisson(seconds * 0.4);
      this.#counter('etcd_server_slow_apply_total', '').value += late;
      this.#counter('etcd_server_slow_read_indexes_total', '').value += Math.floor(late / 2);
      if (isLeader)
        this.#counter('etcd_server_heartbeat_send_failures_total', '').value += random.poisson(seconds * 0.5);
    }
    const [puts, transactions, ranges] = [Math.round(wanted * 0.1), wanted, Math.round(wanted * 2.6)];
    this.#counter('etcd_mvcc_put_total', 'Total number of puts seen by this member.').value += wanted;
    this.#counter('etcd_mvcc_txn_total', 'Total number of txns seen by this member.').value += Math.round(
      transactions * 0.05,
    );
    this.#counter('etcd_mvcc_range_total', 'Total number of ranges seen by this member.').value += ranges;
    this.#counter('etcd_mvcc_delete_total', 'Total number of deletes seen by this member.').value += Math.round(
      wanted * 0.05,
    );
    for (const [op, count, median] of [
      ['Txn', transactions, 0.0004],
      ['Range', ranges, 0.0001],
      ['Put', puts, 0.0002],
    ] as const) {
      const histogram = this.#applies.get(op)!;
      for (let i = 0; i < count; i++) histogram.observe(random.around(median, 0.5) * (1 + (slow - 1) / 12));
    }
    const leases = random.poisson(seconds * 0.2);
    for (let i = 0; i < leases; i++) this.#applies.get('LeaseGrant')!.observe(random.around(0.0003, 0.4));
    this.#counter('etcd_debugging_lease_granted_total', 'The total number of granted leases.').value += leases;
    this.#counter('etcd_debugging_lease_renewed_total', 'The number of renewed leases seen by the leader.').value +=
      isLeader ? random.poisson(seconds * 0.4) : 0;
    this.#counter('etcd_debugging_lease_revoked_total', 'The total number of revoked leases.').value += Math.max(
      0,
      leases - 1,
    );
    this.#calls('etcdserverpb.KV', 'Range', 'unary', ranges, 'OK');
    this.#calls('etcdserverpb.KV', 'Txn', 'unary', transactions, 'OK');
    this.#calls('etcdserverpb.Lease', 'LeaseGrant', 'unary', leases, 'OK');
    this.#streams(seconds);
    this.#counter('etcd_server_client_requests_total', 'The total number of client requests per client version.', [
      ['client_api_version', '3.5'],
      ['type', 'unary'],
    ]).value += ranges + transactions;
    this.#store(nowMs);
    if (random.chance(seconds / 3600)) this.#snapshot.observe(random.around(0.08, 0.3) * slow);
    if (this.#defrag.count === 0) this.#defrag.observe(0.9);
  }

  #store(nowMs: number): void {
    const hash = hashOf(this.#member.id);
    const revision = this.#gauge('etcd_debugging_mvcc_current_revision', '');
    revision.value += Math.round((this.#committed.value * 0.8 - revision.value) / 2);
    this.#gauge('etcd_debugging_mvcc_compact_revision', 'The revision of the last compaction in store.').value =
      Math.max(0, revision.value - 2000 - Math.floor(((nowMs / 1000) % 300) * 6));
    const used =
      Math.round((46 * MIB + ((nowMs / 1000) % 300) * 12_000 + this.#cluster.objects.count * 4000) / 4096) * 4096;
    this.#gauge(
      'etcd_mvcc_db_total_size_in_use_in_bytes',
      'Total size of the underlying database logically in use in bytes.',
    ).value = used;
    this.#gauge(
      'etcd_mvcc_db_total_size_in_bytes',
      'Total size of the underlying database physically allocated in bytes.',
    ).value = Math.round((78 * MIB + (hash % 9) * MIB + this.#cluster.objects.count * 6000) / 4096) * 4096;
    this.#gauge('etcd_debugging_mvcc_keys_total', 'Total number of keys.').value = this.#cluster.objects.count + 340;
    const watchers = 130 + this.#cluster.nodes.length * 9;
    this.#gauge('etcd_debugging_mvcc_watcher_total', 'Total number of watchers.').value =
      watchers + Math.round(2 * wave(hash, nowMs, 400_000));
    this.#gauge('etcd_debugging_mvcc_watch_stream_total', 'Total number of watch streams.').value = watchers - 12;
  }

  #streams(seconds: number): void {
    for (const [service, method, open] of [
      ['etcdserverpb.Watch', 'Watch', 120],
      ['etcdserverpb.Lease', 'LeaseKeepAlive', 8],
    ] as const) {
      const labels: LabelPairs = [
        ['grpc_method', method],
        ['grpc_service', service],
        ['grpc_type', 'bidi_stream'],
      ];
      const started = this.#counter('grpc_server_started_total', 'Total number of RPCs started on the server.', labels);
      if (started.value === 0) started.value = open;
      const ended = this.#random.poisson(seconds * 0.02);
      started.value += ended;
      this.#counter('grpc_server_handled_total', 'Total number of RPCs completed on the server.', [
        ['grpc_code', 'OK'],
        ...labels,
      ]).value += ended;
    }
  }

  #calls(service: string, method: string, type: string, count: number, code: string): void {
    const labels: LabelPairs = [
      ['grpc_method', method],
      ['grpc_service', service],
      ['grpc_type', type],
    ];
    this.#counter('grpc_server_started_total', 'Total number of RPCs started on the server.', labels).value += count;
    this.#counter('grpc_server_handled_total', 'Total number of RPCs completed on the server.', [
      ['grpc_code', code],
      ...labels,
    ]).value += count;
    this.#counter(
      'grpc_server_msg_received_total',
      'Total number of RPC stream messages received on the server.',
      labels,
    ).value += count;
    this.#counter(
      'grpc_server_msg_sent_total',
      'Total number of gRPC stream messages sent by the server.',
      labels,
    ).value += count;
    const histogram = this.#histogram(
      'grpc_server_handling_seconds',
      'Histogram of response latency (seconds) of gRPC that had been application-level handled by the server.',
      SECONDS_BOUNDS,
      labels,
    );
    for (let i = 0; i < count; i++)
      histogram.observe(
        this.#random.around(method === 'Range' ? 0.001 : 0.004, 0.5) * (1 + (this.#member.diskFactor - 1) / 3),
      );
  }

  #network(seconds: number, wanted: number): void {
    this.#counter(
      'etcd_network_client_grpc_received_bytes_total',
      'The total number of bytes received from grpc clients.',
    ).value += wanted * 1900;
    this.#counter(
      'etcd_network_client_grpc_sent_bytes_total',
      'The total number of bytes sent to grpc clients.',
    ).value += wanted * 5200;
    for (const peer of this.#etcd.members) {
      if (peer === this.#member) continue;
      const isUp = this.#etcd.isUp(peer);
      const remote: LabelPairs = [
        ['Local', this.#member.id],
        ['Remote', peer.id],
      ];
      const active = this.#gauge('etcd_network_active_peers', 'The current number of active peer connections.', remote);
      const lost = this.#counter(
        'etcd_network_disconnected_peers_total',
        'The total number of disconnected peers.',
        remote,
      );
      if (!isUp && active.value === 1) lost.value++;
      active.value = isUp ? 1 : 0;
      const [to, from]: [LabelPairs, LabelPairs] = [[['To', peer.id]], [['From', peer.id]]];
      const rtt = this.#histogram(
        'etcd_network_peer_round_trip_time_seconds',
        'Round-Trip-Time histogram between peers',
        RTT_BOUNDS,
        to,
      );
      const failures = this.#counter(
        'etcd_network_peer_sent_failures_total',
        'The total number of send failures from peers.',
        to,
      );
      this.#counter(
        'etcd_network_peer_received_failures_total',
        'The total number of receive failures from peers.',
        from,
      );
      const sent = this.#counter('etcd_network_peer_sent_bytes_total', 'The total number of bytes sent to peers.', to);
      const received = this.#counter(
        'etcd_network_peer_received_bytes_total',
        'The total number of bytes received from peers.',
        from,
      );
      if (!isUp) {
        failures.value += Math.round(seconds * 4);
        continue;
      }
      if (this.#random.chance(seconds / 30)) rtt.observe(this.#random.around(0.0009, 0.3));
      const isLeaders = this.#etcd.leader === this.#member;
      sent.value += Math.round(wanted * (isLeaders ? 2600 : 240) + seconds * 300);
      received.value += Math.round(wanted * (isLeaders ? 240 : 1300) + seconds * 300);
    }
  }

  #counter(name: string, help: string, labels: LabelPairs = []): Series {
    return this.set.counter(name, help, labels);
  }

  #gauge(name: string, help: string, labels: LabelPairs = []): Series {
    return this.set.gauge(name, help, labels);
  }

  #histogram(name: string, help: string, bounds: readonly number[], labels: LabelPairs = []): Histogram {
    return this.set.histogram(name, help, bounds, labels);
  }
}
