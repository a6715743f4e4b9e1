import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createParser } from '@binnacle/exposition';
import { labelsToRecord, labelValue } from '@binnacle/model';
import { describe, expect, test } from 'vitest';
import { parseConfFile } from '../inputs/conf-file.ts';
import { FamilyRules } from './family-rules.ts';
import { LabelRules } from './label-rules.ts';
import type { StoredSeries as Series, TableCounts } from './scrape-rows.ts';
import { ScrapeTable } from './scrape-table.ts';

const fixtures =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const exposition = `${fixtures}/exposition`;

/** The series that an input of this text stores of an exposition. */
function store(conf: string, path: string): { series: Series[]; counts: TableCounts } {
  const { inputs, problems } = parseConfFile('f.conf', conf);
  expect(problems).toEqual([]);
  const { options } = inputs[0]!;
  const tags = { cluster: 'k8s-istio', host: new Map([['host', 'node-1']]), election: new Map<string, string>() };
  const rules = new LabelRules(options, '10.0.0.1:15020', tags, false);
  const table = new ScrapeTable(new FamilyRules(options), rules, {
    honorTimestamps: true,
    useInfo: true,
    sampleLimit: 0,
  });
  table.begin();
  const parser = createParser('prometheus-text', table, { normalizeBounds: true });
  parser.push(readFileSync(path));
  expect(parser.end().ok).toBe(true);
  const series: Series[] = [];
  const counts = table.commit(1, { sample: (entry) => void series.push(entry), stale: () => {} });
  return { series, counts };
}

const nameOf = ({ labels }: Series): string => labelValue(labels, '__name__');
const names = (series: readonly Series[]): string[] => [...new Set(series.map(nameOf))].sort();

/** The sidecar annotation of the walk-through, its slips of the pen included. */
const SIDECAR = `[[inputs.prom]]
url = "http://10.0.0.1:15020/stats/prometheus"
source = "bookinfo-istio-productpage"
metric_types = ["counter", "gauge"]
interval = "60s"
tags_ignore = ["cache","cluster_type","component","destination_app","destination_canonical_revision","destination_canonical_service","destination_cluster","destination_principal","group","grpc_code","grpc_method","grpc_service","grpc_type","reason","request_protocol","request_type","resource","responce_code_class","response_flags","source_app","source_canonical_revision","source_canonical-service","source_cluster","source_principal","source_version","wasm_filter"]
metric_name_filter = ["istio_requests_total","pilot_k8s_cfg_events","istio_build","process_virtual_memory_bytes","process_resident_memory_bytes","process_cpu_seconds_total","envoy_cluster_assignment_stale","go_goroutines","pilot_xds_pushes","envoy_cluster_upstream_cx_total","envoy_cluster_upstream_cx_connect_fail","envoy_cluster_upstream_cx_active","envoy_cluster_upstream_cx_rx_bytes_total","envoy_cluster_upstream_cx_tx_bytes_total","istio_request_duration_milliseconds_bucket","istio_request_duration_seconds_bucket","istio_request_bytes_bucket","istio_response_bytes_bucket"]
measurement_name = "istio_prom"
[inputs.prom.tags]
namespace = "prod"
`;

describe.skipIf(!existsSync(exposition))(
  'files of the walk-through on captured expositions (left out without the fixtures)',
  () => {
    test.each(['etcd-3.4.13', 'etcd-3.5.9', 'etcd-3.6.4'])('etcd.conf on %s', (version) => {
      const conf = readFileSync(new URL('../../../../testdata/agent/etcd.conf', import.meta.url), 'utf8');
      expect(names(store(conf, `${exposition}/etcd/${version}.prom`).series)).toEqual([
        'etcd_network_client_grpc_received_bytes_total',
        'etcd_network_client_grpc_sent_bytes_total',
        'etcd_server_has_leader',
        'etcd_server_leader_changes_seen_total',
        'etcd_server_proposals_applied_total',
        'etcd_server_proposals_committed_total',
        'etcd_server_proposals_failed_total',
        'etcd_server_proposals_pending',
      ]);
    });

    test('the sidecar annotation brings requests and the histograms of the latency panels', () => {
      const { series, counts } = store(SIDECAR, `${exposition}/istio/sidecar-merged-1.13.prom`);
      expect(names(series)).toEqual(
        expect.arrayContaining([
          'istio_requests_total',
          'istio_request_duration_milliseconds_bucket',
          'istio_request_duration_milliseconds_count',
          'istio_request_duration_milliseconds_sum',
          'istio_request_bytes_bucket',
          'istio_response_bytes_bucket',
          'envoy_cluster_upstream_cx_total',
        ]),
      );
      expect(names(series).filter((name) => !/^(istio_|envoy_cluster_|process_|go_goroutines)/.test(name))).toEqual([]);
      const requests = labelsToRecord(series.find((entry) => nameOf(entry) === 'istio_requests_total')!.labels);
      expect(requests).toMatchObject({
        job: 'bookinfo-istio-productpage',
        cluster: 'k8s-istio',
        namespace: 'prod',
        measurement: 'istio_prom',
      });
      expect(requests).not.toHaveProperty('response_flags');
      expect(counts.kept).toBeGreaterThan(series.length - 1);
    });

    test('what the dropped labels make one is added up: no request is lost', () => {
      const total = (entries: readonly Series[]): number =>
        entries.filter((entry) => nameOf(entry) === 'istio_requests_total').reduce((sum, { value }) => sum + value, 0);
      const path = `${exposition}/istio/sidecar-merged-1.13.prom`;
      const all = store(SIDECAR.replace(/^tags_ignore.*$/m, ''), path).series;
      const few = store(
        SIDECAR.replace('["cache"', '["cache","source_workload","response_code","connection_security_policy"'),
        path,
      ).series;
      expect(few.length).toBeLessThan(all.length);
      expect(total(few)).toBe(total(all));
    });
  },
);
