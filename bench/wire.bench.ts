/**
 * Speed of remote write: building, compressing, decompressing and decoding a request of known series. Run it with
 * `node bench/wire.bench.ts`.
 */
import { labelsFromRecord } from '@binnacle/model';
import {
  compressSnappy,
  decodeRemoteWrite1,
  decodeRemoteWrite2,
  decompressSnappy,
  finishDecoding,
  RemoteWrite1Builder,
  RemoteWrite2Builder,
  type WriteSink,
} from '@binnacle/wire';

const SERIES = 2000;
const ROUNDS = 100;

const series = Array.from({ length: SERIES }, (_, i) =>
  labelsFromRecord({
    __name__: `istio_requests_total_${i % 20}`,
    cluster: 'production',
    destination_service: `svc-${i % 100}.prod.svc.cluster.local`,
    instance: `10.0.${i % 7}.${i % 250}:15020`,
    job: 'istio',
    reporter: i % 2 === 0 ? 'source' : 'destination',
    response_code: String(200 + (i % 5)),
  }),
);

/** Knows every series at once, as storage does once it has seen them, and does nothing else. */
const sink: WriteSink = {
  findNext: () => 0,
  nextKeyBytes: 0,
  find: (_kind, _bytes, start, end) => end - start,
  create: () => 1,
  float() {},
  stale() {},
  histogram() {},
  exemplar() {},
  metadata() {},
};

function measure(name: string, run: () => void): void {
  for (let i = 0; i < ROUNDS / 4; i++) run();
  // CPU time, since other programs may run on the machine.
  const before = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i++) run();
  const { user, system } = process.cpuUsage(before);
  console.log(`${name}: ${((SERIES * ROUNDS) / (user + system)).toFixed(2)} million samples/s`);
}

for (const [version, builder, decode] of [
  ['1.0', new RemoteWrite1Builder(), decodeRemoteWrite1],
  ['2.0', new RemoteWrite2Builder(), decodeRemoteWrite2],
] as const) {
  const build = (): Uint8Array => {
    builder.reset();
    for (const [i, labels] of series.entries()) {
      builder.series(labels);
      builder.sample(1_700_000_000_000, i * 1.5, 0);
    }
    return builder.finish();
  };
  const message = build();
  const packed = compressSnappy(message);
  const perSample = (bytes: Uint8Array): string => (bytes.length / SERIES).toFixed(0);
  console.log(`${version}: ${perSample(message)} bytes a sample, ${perSample(packed)} compressed`);
  measure('  build', build);
  measure('  compress', () => compressSnappy(message));
  measure('  decompress', () => decompressSnappy(packed));
  measure('  decode', () => finishDecoding(decode(message, sink)));
}
