import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { builtInView } from '../library.ts';
import { textIn } from '../text.ts';
import { fill, haveFixtures, istioEngine, numbersOf, type Keep } from './istio-fixtures.test-data.ts';
import { reference } from './reference-panels.test-data.ts';

/** What the console would fill in: reporters the views begin with, and the istiod that is found. */
const CHOSEN = {
  'istio-mesh': {},
  'istio-control-plane': { istiod: '10[.]0[.]0[.]7:15014' },
  'istio-service': { qrep: 'source|waypoint' },
  'istio-workload': { qrep: 'destination|waypoint' },
} as const;
type ViewId = keyof typeof CHOSEN;
const ids = Object.keys(CHOSEN) as ViewId[];

/** Ids of the panels with a number in one of their queries. */
async function panelsWithData(id: ViewId, keep: Keep): Promise<readonly string[]> {
  const engine = await istioEngine(keep);
  return builtInView(id)!.definition.groups.flatMap((group) =>
    group.panels.flatMap((panel) => {
      if (!('queries' in panel)) return [];
      const got = panel.queries.map(({ expr }) => numbersOf(engine, fill(expr, CHOSEN[id])));
      const failures = got.filter((one) => typeof one === 'string');
      expect(failures, `${id} ${panel.id}`).toEqual([]);
      const drawn = got.filter((_, q) => !panel.queries[q]!.auxiliary);
      return drawn.some((one) => typeof one === 'number' && one > 0) ? [panel.id] : [];
    }),
  );
}

test.skipIf(!haveFixtures).each(ids)(
  '%s: every query is answered, and these panels have data when istiod and a sidecar are scraped whole',
  async (id) => {
    const full = await panelsWithData(id, (_, labels) => labels);
    // One id per line. Refresh with `vitest -u`, then read the diff.
    const list = fileURLToPath(new URL(`../../../../testdata/views/${id}-panels-with-data.txt`, import.meta.url));
    await expect(`${full.join('\n')}\n`).toMatchFileSnapshot(list);
  },
);

/** Metrics that the usual sidecar annotation lets through; `_bucket` stands for the family it is of. */
const ARTICLE_METRICS =
  /^(istio_requests_total|pilot_k8s_cfg_events|istio_build|process_virtual_memory_bytes|process_resident_memory_bytes|process_cpu_seconds_total|envoy_cluster_assignment_stale|go_goroutines|pilot_xds_pushes|pilot_proxy_convergence_time_(bucket|sum|count)|citadel_server_root_cert_expiry_timestamp|pilot_conflict_(inbound_listener|outbound_listener_.*)|pilot_virt_services|galley_validation_failed|pilot_services|envoy_cluster_upstream_cx_(total|connect_fail|active|rx_bytes_total|tx_bytes_total)|istio_request_duration_milliseconds_(bucket|sum|count)|istio_request_bytes_(bucket|sum|count)|istio_response_bytes_(bucket|sum|count))$/;
/** Labels that it drops. */
const ARTICLE_DROPS =
  /^(cache|cluster_type|component|destination_app|destination_canonical_(revision|service)|destination_cluster|destination_principal|group|grpc_code|grpc_method|grpc_service|grpc_type|reason|request_protocol|request_type|resource|response_flags|source_app|source_canonical_revision|source_cluster|source_principal|source_version|wasm_filter)$/;

const article: Keep = (metric, labels) =>
  ARTICLE_METRICS.test(metric)
    ? Object.fromEntries(Object.entries(labels).filter(([name]) => !ARTICLE_DROPS.test(name)))
    : undefined;

test.skipIf(!haveFixtures)('with the filters of the usual annotation the views are full', async () => {
  const missing: string[] = [];
  for (const id of ids) {
    const full = new Set(await panelsWithData(id, article));
    const panels = builtInView(id)!.definition.groups.flatMap((group) => group.panels);
    for (const [title, kind] of reference.find((one) => one.id === id)!.panels) {
      const panel = panels.find((one) => textIn(one.title, 'en') === title)!;
      if (kind !== 'text' && !full.has(panel.id)) missing.push(`${id}: ${title}`);
    }
  }
  // Its counters are not among the metrics that the filters let through.
  expect(missing).toEqual(['istio-control-plane: Sidecar Injection']);
});
