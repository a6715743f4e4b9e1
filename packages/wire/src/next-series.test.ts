import * as fc from 'fast-check';
import { type Labels, labelsFromRecord } from '@binnacle/model';
import { expect, test } from 'vitest';
import { CollectingSink } from './collecting-sink.ts';
import { RemoteWrite1Builder } from './remote-write-1-builder.ts';
import { decodeRemoteWrite1 } from './remote-write-1-decoder.ts';
import { finishDecoding } from './write-sink.ts';

/** Looks every key up by its bytes, as if senders never repeated their order. */
class ForgetfulSink extends CollectingSink {
  override findNext(): number {
    return 0;
  }
}

interface Sent {
  readonly labels: Labels;
  readonly samples: readonly { readonly timestampMs: number; readonly value: number | 'stale' }[];
  readonly hasExemplar: boolean;
}

/** Names of one letter and of two, so that the key of one series may be the beginning of what another sends. */
const sent: fc.Arbitrary<Sent> = fc.record({
  labels: fc
    .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('', '1', '22'), fc.constantFrom('', '1'))
    .map(([name, x, y]) => labelsFromRecord({ __name__: name, ...(x && { x }), ...(y && { y }) })),
  samples: fc.array(
    fc.record({
      // Of six bytes, of more, of fewer.
      timestampMs: fc.oneof(fc.integer({ min: 2 ** 40, max: 2 ** 41 }), fc.constant(2 ** 40), fc.maxSafeInteger()),
      value: fc.oneof(fc.double(), fc.constant('stale' as const)),
    }),
    { maxLength: 3, minLength: 1, size: 'small' },
  ),
  hasExemplar: fc.boolean(),
});

function requestOf(all: readonly Sent[]): Uint8Array {
  const builder = new RemoteWrite1Builder();
  for (const { labels, samples, hasExemplar } of all) {
    builder.series(labels);
    for (const { timestampMs, value } of samples) {
      if (value === 'stale') builder.staleMarker(timestampMs);
      else builder.sample(timestampMs, value);
    }
    if (hasExemplar) builder.exemplar({ labels: labelsFromRecord({ id: '1' }), value: 1, timestampMs: undefined });
  }
  return builder.finish();
}

test('requests in the order of before, and in others, give the same as without looking at the order', () => {
  fc.assert(
    fc.property(fc.array(fc.array(sent, { maxLength: 8 }), { minLength: 1, maxLength: 4 }), (requests) => {
      const [quick, slow] = [new CollectingSink(), new ForgetfulSink()];
      // Each comes twice, so that the second time is in order.
      for (const request of requests.flatMap((each) => [each, each]).map(requestOf)) {
        expect(finishDecoding(decodeRemoteWrite1(request, quick))).toEqual(
          finishDecoding(decodeRemoteWrite1(request, slow)),
        );
      }
      expect(quick.series).toEqual(slow.series);
    }),
  );
});

test('a repeated request looks nothing up but its first series', () => {
  const series = Array.from({ length: 20 }, (_, i) => ({
    labels: labelsFromRecord({ __name__: 'm', i: `${i}` }),
    samples: [{ timestampMs: 2 ** 40, value: i }],
    hasExemplar: i % 5 === 0,
  }));
  const sink = new CollectingSink();
  for (let i = 0; i < 3; i++) finishDecoding(decodeRemoteWrite1(requestOf(series), sink));
  expect(sink.foundNext).toBe(2 * 19);
  expect(sink.series.every(({ samples }) => samples.length === 3)).toBe(true);
});

test('a request that ends within a series is refused', () => {
  const whole = requestOf([
    { labels: labelsFromRecord({ __name__: 'm' }), samples: [{ timestampMs: 2 ** 40, value: 1 }], hasExemplar: false },
  ]);
  for (let length = 1; length < whole.length; length++) {
    const sink = new CollectingSink();
    finishDecoding(decodeRemoteWrite1(whole, sink));
    finishDecoding(decodeRemoteWrite1(whole, sink));
    expect(finishDecoding(decodeRemoteWrite1(whole.subarray(0, length), sink))).toMatchObject({ ok: false });
  }
});
