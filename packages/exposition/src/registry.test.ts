import { expect, test } from 'vitest';
import { parseExposition } from './parse-exposition.ts';
import { createRegistry } from './registry.ts';

test('a registry exposes what was counted, set, observed and collected', () => {
  const registry = createRegistry();
  const requests = registry.counter('http_requests_total', 'Requests answered.');
  requests.inc({ code: '200' });
  requests.inc({ code: '200' }, 2);
  requests.inc({ code: '503' });
  registry.gauge('queue_bytes', 'Bytes waiting.').set(12.5);
  const seconds = registry.histogram('request_seconds', 'Time to answer.', [0.1, 1]);
  seconds.observe(0.1);
  seconds.observe(5);
  registry.collect((into) => into.gauge('process_open_fds', 'Open files.', 7, { kind: 'any "thing"' }));

  expect(registry.expose(undefined)).toEqual({
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    body: `# HELP http_requests_total Requests answered.
# TYPE http_requests_total counter
http_requests_total{code="200"} 3
http_requests_total{code="503"} 1
# HELP process_open_fds Open files.
# TYPE process_open_fds gauge
process_open_fds{kind="any \\"thing\\""} 7
# HELP queue_bytes Bytes waiting.
# TYPE queue_bytes gauge
queue_bytes 12.5
# HELP request_seconds Time to answer.
# TYPE request_seconds histogram
request_seconds_bucket{le="0.1"} 1
request_seconds_bucket{le="1.0"} 1
request_seconds_bucket{le="+Inf"} 2
request_seconds_sum 5.1
request_seconds_count 2
`,
  });
});

test('what is looked up once counts the same series', () => {
  const registry = createRegistry();
  const requests = registry.counter('http_requests_total', 'Requests answered.');
  const found = requests.of({ code: '200', method: 'GET' });
  found.inc();
  requests.inc({ method: 'GET', code: '200' });
  found.inc();
  const seconds = registry.histogram('request_seconds', 'Time to answer.', [0.1]);
  seconds.of({}).observe(0.1);
  seconds.observe(5);
  const { body } = registry.expose(undefined);
  expect(body).toContain('http_requests_total{code="200",method="GET"} 3\n');
  expect(body).toContain('request_seconds_sum 5.1\nrequest_seconds_count 2\n');
});

test('the OpenMetrics form of a registry holds to every rule of OpenMetrics', () => {
  const registry = createRegistry();
  registry.counter('a_total', 'Line one\nline "two".').inc({ path: 'C:\\x' });
  registry.histogram('b_seconds', 'B.', [0.5, 1e6]).observe(2, { x: 'y' });
  const { body, contentType } = registry.expose('application/openmetrics-text;version=1.0.0,text/plain;q=0.5');
  const outcome = parseExposition(new TextEncoder().encode(body), contentType, { strict: true });
  expect(outcome).toMatchObject({
    ok: true,
    families: [
      { name: 'a', type: 'counter', help: 'Line one\nline "two".', samples: [{ value: 1 }] },
      { name: 'b_seconds', type: 'histogram', samples: { length: 5 } },
    ],
  });
});

test.each([
  ['a name that is taken', () => twice('a_total', 'a_total')],
  ['a counter without _total', () => twice('a', 'b_total')],
  ['bounds out of order', () => createRegistry().histogram('h', '', [1, 1])],
  ['a name with a dash', () => twice('a-b_total', 'b_total')],
])('our own mistakes are loud: %s', (_, make) => {
  expect(make).toThrow(/^BUG: /);
});

function twice(first: string, second: string): void {
  const registry = createRegistry();
  registry.counter(first, '');
  registry.counter(second, '');
}
