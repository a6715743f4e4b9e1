import { describe, expect, test } from 'vitest';
import { negotiateRemoteWrite, readWrittenHeaders, remoteWriteHeaders, writtenHeaders } from './remote-write-http.ts';

describe('negotiateRemoteWrite', () => {
  test.each([
    ['application/x-protobuf', 'snappy', 1],
    ['application/x-protobuf;proto=prometheus.WriteRequest', 'snappy', 1],
    ['application/x-protobuf;proto=io.prometheus.write.v2.Request', 'snappy', 2],
    ['Application/X-Protobuf; proto="io.prometheus.write.v2.Request"; charset=utf-8', 'SNAPPY', 2],
    ['application/x-protobuf', undefined, 1],
    [undefined, undefined, 1],
  ])('%j with %j is version %d', (contentType, contentEncoding, version) => {
    expect(negotiateRemoteWrite(contentType, contentEncoding)).toEqual({ ok: true, version });
  });

  test.each([
    ['application/json', 'snappy', 'content type "application/json" is not supported'],
    [
      'application/x-protobuf;proto=io.prometheus.write.v3.Request',
      'snappy',
      'message "io.prometheus.write.v3.Request"',
    ],
    ['application/x-protobuf', 'gzip', 'content encoding "gzip" is not supported: use snappy'],
  ])('%j with %j is refused', (contentType, contentEncoding, message) => {
    const outcome = negotiateRemoteWrite(contentType, contentEncoding);
    expect(outcome.ok ? '' : outcome.message).toContain(message);
  });

  test.each([1, 2] as const)('our own headers of version %d', (version) => {
    const headers = remoteWriteHeaders(version);
    const outcome = negotiateRemoteWrite(headers['content-type'], headers['content-encoding']);
    expect(outcome).toEqual({ ok: true, version });
  });
});

describe('what was written', () => {
  test('reads back', () => {
    const counts = { samples: 12, histograms: 0, exemplars: 3 };
    const headers = new Headers(writtenHeaders(counts));
    expect(readWrittenHeaders((name) => headers.get(name))).toEqual(counts);
  });

  test('no header means a receiver that knows only 1.0', () => {
    expect(readWrittenHeaders(() => null)).toBeUndefined();
    const one = (name: string): string | undefined => (name.includes('samples') ? '7' : undefined);
    expect(readWrittenHeaders(one)).toEqual({ samples: 7, histograms: 0, exemplars: 0 });
    expect(readWrittenHeaders(() => 'many')).toEqual({ samples: 0, histograms: 0, exemplars: 0 });
  });
});
