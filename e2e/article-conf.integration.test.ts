import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { missingPrograms } from './support/programs.ts';
import type { ResultSeries } from './support/query.ts';

const here = fileURLToPath(new URL('article/', import.meta.url));
const unshare = ['--mount', '--net', '--pid', '--fork', '--kill-child'];

function reasonToSkip(): string | undefined {
  const missing = missingPrograms('etcd', 'openssl', 'unshare', 'ip');
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  const scratch = mkdtempSync(join(tmpdir(), 'binnacle-ns-'));
  const allowed = spawnSync('unshare', [...unshare, join(here, 'enter.sh'), scratch, 'true']).status === 0;
  rmSync(scratch, { recursive: true, force: true });
  return allowed ? undefined : 'needs the right to make namespaces';
}
const skip = reasonToSkip();

/** The eight metrics that the ETCD view of the article shows. */
const metrics = [
  'etcd_network_client_grpc_received_bytes_total',
  'etcd_network_client_grpc_sent_bytes_total',
  'etcd_server_has_leader',
  'etcd_server_leader_changes_seen_total',
  'etcd_server_proposals_applied_total',
  'etcd_server_proposals_committed_total',
  'etcd_server_proposals_failed_total',
  'etcd_server_proposals_pending',
];

test.skipIf(skip !== undefined)(
  `the article's etcd.conf at its path, its certificates at theirs, its environment: all eight metrics arrive${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    const scratch = mkdtempSync(join(tmpdir(), 'binnacle-article-'));
    try {
      const args = [...unshare, join(here, 'enter.sh'), scratch, process.execPath, join(here, 'inside.ts'), scratch];
      const conf = process.env['BINNACLE_ETCD_CONF'];
      const text = execFileSync('unshare', conf === undefined ? args : [...args, conf], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const { series, up, log } = JSON.parse(text) as { series: ResultSeries[]; up: ResultSeries[]; log: string };
      expect(series.map(({ metric }) => metric['__name__']).sort()).toEqual(metrics);
      for (const { metric } of [...series, ...up]) {
        expect(metric).toMatchObject({ job: 'etcd', instance: '172.16.0.229:2379', cluster: 'k8s-istio' });
      }
      expect(up).toMatchObject([{ values: [[expect.anything(), '1']] }]);
      expect(log, 'verification is off, as the file says, and the operator is told').toMatch(/warn.*tls_open/i);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
);
