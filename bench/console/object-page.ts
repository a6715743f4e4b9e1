import { sampleCluster } from '../../apps/server/test/sample-cluster/cluster.ts';

const CLUSTER = 'objects';

/** Reports a cluster with some pods, as an agent does, with a minute of CPU time for one of them. @returns the path of that pod's page */
export async function makePodPage({ url, token }: { readonly url: string; readonly token: string }): Promise<string> {
  const now = Date.now();
  const objects = sampleCluster(now);
  const pod = objects
    .map(({ object }) => object as Readonly<Record<string, unknown>>)
    .find((it) => it['kind'] === 'Pod');
  if (pod === undefined) throw new Error('BUG: the sample cluster has no pod');
  const { uid, name, namespace } = pod['metadata'] as Readonly<Record<'uid' | 'name' | 'namespace', string>>;
  const labels = `cluster="${CLUSTER}",namespace="${namespace}",pod="${name}",container="app"`;
  const samples = Array.from(
    { length: 5 },
    (_, i) => `container_cpu_usage_seconds_total{${labels}} ${100 - i} ${now - i * 15_000}`,
  );
  await post(`${url}/api/v1/import/prometheus`, token, 'text/plain', `${samples.join('\n')}\n`);
  const report = { cluster: CLUSTER, source: 'kubernetes', sentAtMs: now, changed: objects };
  await post(`${url}/api/agents/objects`, token, 'application/json', JSON.stringify(report));
  return `/objects/${uid}?cluster=${CLUSTER}`;
}

async function post(url: string, token: string, type: string, body: string): Promise<void> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${token}` },
    body,
  });
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
}
