import { expect, test } from 'vitest';
import { acceptHeader, contentTypeOf, formatOfContentType, negotiateTextFormat } from './content-type.ts';

test.each([
  [undefined, 'prometheus-text'],
  ['', 'prometheus-text'],
  ['text/plain', 'prometheus-text'],
  ['text/plain; version=0.0.4; charset=utf-8', 'prometheus-text'],
  ['TEXT/PLAIN;version=1.0.0;escaping=allow-utf-8', 'prometheus-text'],
  ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
  ['application/openmetrics-text', 'openmetrics'],
  ['application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited', 'protobuf'],
  ['application/vnd.google.protobuf; proto="io.prometheus.client.MetricFamily"; encoding=text', undefined],
  ['application/vnd.google.protobuf; proto=another.Message', undefined],
  ['text/html; charset=utf-8', undefined],
  ['application/json', undefined],
  ['application/problem+json', undefined],
  ['application/xhtml+xml', undefined],
  ['image/png', undefined],
  ['plain/text', 'prometheus-text'],
  ['binary/octet-stream', 'prometheus-text'],
])('the format of %j is %s', (contentType, format) => {
  expect(formatOfContentType(contentType)).toBe(format);
});

test('what we ask for, and what we answer with, we can read', () => {
  expect(acceptHeader({ nativeHistograms: true }).split(',')[0]).toMatch(/encoding=delimited;.*q=0.7$/);
  expect(acceptHeader({ nativeHistograms: false })).not.toContain('protobuf');
  for (const range of acceptHeader({ nativeHistograms: true }).split(',')) {
    const type = range.replace(/;q=.*/, '');
    expect(type === '*/*' || formatOfContentType(type) !== undefined).toBe(true);
  }
  expect(formatOfContentType(contentTypeOf('openmetrics'))).toBe('openmetrics');
  expect(formatOfContentType(contentTypeOf('prometheus-text'))).toBe('prometheus-text');
});

test.each([
  [undefined, 'prometheus-text'],
  ['*/*', 'prometheus-text'],
  ['text/html,*/*;q=0.5', 'prometheus-text'],
  ['application/openmetrics-text', 'openmetrics'],
  ['application/openmetrics-text;version=0.0.1', 'prometheus-text'],
  ['text/plain;q=0.9,application/openmetrics-text;version=1.0.0;q=0.4', 'prometheus-text'],
  [acceptHeader({ nativeHistograms: true }), 'openmetrics'],
])('a client that accepts %j gets %s', (accept, format) => {
  expect(negotiateTextFormat(accept)).toBe(format);
});
