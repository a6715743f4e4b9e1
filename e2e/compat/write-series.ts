import {
  compressSnappy,
  RemoteWrite1Builder,
  RemoteWrite2Builder,
  remoteWriteHeaders,
  type RemoteWriteVersion,
} from '@binnacle/wire';
import type { TestSample, TestSeries } from './test-series.ts';

/** Samples of each series in one request. */
const SLICE = 65;

/**
 * Sends the series to each system in slices of time, by these versions of remote write in turn. All systems get the same
 * bytes.
 *
 * @throws when one does not take everything
 */
export async function writeSeries(
  urls: readonly string[],
  all: readonly TestSeries[],
  versions: readonly RemoteWriteVersion[] = [2, 1],
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const late of [false, true]) {
    const now = all.filter((series) => (series.late ?? false) === late);
    const slices = Math.ceil(Math.max(...now.map(({ samples }) => samples.length)) / SLICE);
    for (let slice = 0; slice < slices; slice++) {
      const version = versions[slice % versions.length]!;
      const body = request(version, now, slice);
      await Promise.all(urls.map((url) => post(url, version, body, headers)));
    }
  }
}

function request(version: RemoteWriteVersion, all: readonly TestSeries[], slice: number): Uint8Array {
  const builder = version === 1 ? new RemoteWrite1Builder() : new RemoteWrite2Builder();
  const append = ({ t, value, start = 0, exemplar }: TestSample): void => {
    if (exemplar !== undefined) builder.exemplar(exemplar);
    if (value === 'stale') builder.staleMarker(t);
    else if (typeof value === 'number') builder.sample(t, value, start);
    else builder.histogram(t, value, start);
  };
  for (const { labels, samples } of all) {
    const part = samples.slice(slice * SLICE, (slice + 1) * SLICE);
    // Prometheus appends the floats of a message before its histograms, which would put a series of both out of order.
    for (const run of runsOfOneKind(part)) {
      builder.series(labels);
      run.forEach(append);
    }
  }
  return compressSnappy(builder.finish());
}

function runsOfOneKind(samples: readonly TestSample[]): TestSample[][] {
  const runs: TestSample[][] = [];
  let kind = '';
  for (const sample of samples) {
    const own = typeof sample.value === 'object' ? 'histogram' : 'float';
    if (own !== kind) runs.push([]);
    kind = own;
    runs.at(-1)!.push(sample);
  }
  return runs;
}

async function post(
  url: string,
  version: RemoteWriteVersion,
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const reply = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: { ...remoteWriteHeaders(version), ...headers },
    body: new Uint8Array(body),
  });
  const text = await reply.text();
  if (reply.status !== 204) throw new Error(`${url} refused remote write ${version}: ${reply.status} ${text}`);
}
