import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type Answer, type TestServer } from '../../test/test-server.ts';

/** What well-known clients send, in the order in which they send it, and what they need to find in the answers. */
let server: TestServer;
let token: string;
const NOW = 1_700_000_000_000;
const NOW_S = NOW / 1000;

const METRICS = `
# TYPE istio_requests_total counter
# HELP istio_requests_total Requests.
istio_requests_total{reporter="destination",destination_workload="reviews",destination_workload_namespace="bookinfo",response_code="200"} 100 ${NOW - 120_000}
istio_requests_total{reporter="destination",destination_workload="reviews",destination_workload_namespace="bookinfo",response_code="200"} 160 ${NOW - 60_000}
istio_requests_total{reporter="destination",destination_workload="reviews",destination_workload_namespace="bookinfo",response_code="200"} 220 ${NOW}
up{job="istio",instance="10.0.0.1:15020"} 1 ${NOW}
temperature 20 ${NOW - 60_000}
temperature 21 ${NOW}
`;

beforeAll(async () => {
  server = await startTestServer({ clock: { nowMs: NOW } });
  const cookie = await server.setUp();
  token = await server.token(cookie, 'read');
  const agent = await server.token(cookie, 'agent');
  await server.send('POST', '/api/v1/import/prometheus', { token: agent, body: METRICS });
});
afterAll(() => server.close());

const get = (path: string): Promise<Answer> => server.send('GET', path, { token });
const form = (path: string, params: Record<string, string>): Promise<Answer> =>
  server.send('POST', path, {
    token,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(params).toString(),
  });

describe('Grafana', () => {
  test('Save & test', async () => {
    const probe = await form('/api/v1/query', { query: '1+1', time: '4' });
    expect(probe.text).toBe('{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}');
    const { data } = (await get('/api/v1/status/buildinfo')).json<{ data: { version: string; features?: unknown } }>();
    expect(data.version).toMatch(/^3\.\d+\.\d+$/);
    expect(data.features).toBeUndefined();
  });

  test('a panel', async () => {
    const params = {
      query: 'sum(rate(istio_requests_total[5m]))',
      start: String(NOW_S - 60),
      end: String(NOW_S),
      step: '60',
    };
    const answer = await form('/api/v1/query_range', params);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.json()).toMatchObject({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: {},
            values: [
              [NOW_S - 60, expect.any(String)],
              [NOW_S, expect.any(String)],
            ],
          },
        ],
      },
    });
  });

  test('the exemplar probe, with milliseconds', async () => {
    const answer = await form('/api/v1/query_exemplars', { query: 'test', start: String(NOW), end: String(NOW + 1) });
    expect(answer.text).toBe('{"status":"success","data":[]}');
  });

  test('pickers', async () => {
    const range = `start=${NOW_S - 3600}&end=${NOW_S}`;
    expect((await get(`/api/v1/label/__name__/values?${range}&limit=40000`)).json()).toEqual({
      status: 'success',
      data: ['istio_requests_total', 'temperature', 'up'],
    });
    const matched = `match[]=${encodeURIComponent('istio_requests_total{reporter="destination"}')}`;
    expect((await get(`/api/v1/label/response_code/values?${matched}&${range}`)).json()).toMatchObject({
      data: ['200'],
    });
    expect((await get(`/api/v1/label/U__response_5f_code/values?${range}`)).json()).toMatchObject({ data: ['200'] });
    const labels = await form('/api/v1/labels', { 'match[]': 'up', start: String(NOW_S - 60), end: String(NOW_S) });
    expect(labels.json()).toMatchObject({ data: ['__name__', 'instance', 'job'] });
    const series = await form('/api/v1/series', { 'match[]': 'up', start: String(NOW_S - 60), end: String(NOW_S) });
    expect(series.json()).toMatchObject({ data: [{ __name__: 'up', instance: '10.0.0.1:15020', job: 'istio' }] });
    expect((await get('/api/v1/metadata')).json()).toEqual({
      status: 'success',
      data: { istio_requests_total: [{ type: 'counter', help: 'Requests.', unit: '' }] },
    });
  });

  test('the ruler probe must say that there is none', async () => {
    const answer = await get('/api/v1/rules/test/test');
    expect([answer.status, answer.text]).toEqual([404, '404 page not found\n']);
    expect((await get('/api/v1/rules')).json()).toEqual({ status: 'success', data: { groups: [] } });
    expect((await get('/api/v1/alerts')).json()).toEqual({ status: 'success', data: { alerts: [] } });
  });
});

describe('Kiali', () => {
  test('settings that it reads', async () => {
    expect((await get('/-/healthy')).status).toBe(200);
    const { data } = (await get('/api/v1/status/config')).json<{ data: { yaml: string } }>();
    expect(data.yaml).toMatch(/^global:\n {2}scrape_interval: \d+s\n/);
    expect((await get('/api/v1/status/runtimeinfo')).json()).toMatchObject({ data: { storageRetention: '30d' } });
  });

  test('the traffic graph', async () => {
    const query = `sum(rate(istio_requests_total{reporter=~"destination|waypoint",destination_workload_namespace="bookinfo"}[300s])) by (destination_workload,response_code) > 0`;
    const answer = await form('/api/v1/query', { query, time: String(NOW_S) });
    expect(answer.json()).toMatchObject({
      data: {
        resultType: 'vector',
        result: [
          { metric: { destination_workload: 'reviews', response_code: '200' }, value: [NOW_S, expect.any(String)] },
        ],
      },
    });
    expect((await get('/api/v1/label/__name__/values?start=0')).json()).toMatchObject({
      data: expect.arrayContaining(['up']),
    });
    const names = await form('/api/v1/query', { query: 'count({job="istio"}) by (__name__)', time: String(NOW_S) });
    expect(names.json()).toMatchObject({ data: { result: [{ metric: { __name__: 'up' }, value: [NOW_S, '1'] }] } });
  });
});

test('Flagger and Argo Rollouts ask whether anybody is there', async () => {
  const answer = await get('/api/v1/query?query=vector(1)');
  expect(answer.json()).toMatchObject({
    data: { resultType: 'vector', result: [{ metric: {}, value: [NOW_S, '1'] }] },
  });
});

test('Perses asks for the tree of a query', async () => {
  expect((await get('/api/v1/parse_query?query=foo%2Fbar')).json()).toMatchObject({
    status: 'success',
    data: { type: 'binaryExpr', op: '/', lhs: { type: 'vectorSelector', name: 'foo' } },
  });
  expect((await get('/api/v1/format_query?query=foo%2Fbar')).json()).toEqual({ status: 'success', data: 'foo / bar' });
});

test.each([
  {
    name: 'a query that is none',
    path: 'query?query=sum(',
    status: 400,
    type: 'bad_data',
    error: 'invalid parameter "query": 1:5: parse error: unclosed left parenthesis',
  },
  {
    name: 'a range of ranges',
    path: 'query_range?query=up[5m]&start=1&end=2&step=1',
    status: 400,
    type: 'bad_data',
    error:
      'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
  },
  {
    name: 'too many points',
    path: 'query_range?query=up&start=0&end=11001&step=1',
    status: 400,
    type: 'bad_data',
    error:
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
  },
  {
    name: 'an end before the start',
    path: 'query_range?query=up&start=2&end=1&step=1',
    status: 400,
    type: 'bad_data',
    error: 'invalid parameter "end": end timestamp must not be before start time',
  },
  {
    name: 'series without a selector',
    path: 'series',
    status: 400,
    type: 'bad_data',
    error: 'no match[] parameter provided',
  },
  {
    name: 'series without a selector, and times that are none',
    path: 'series?start=x&limit=x',
    status: 400,
    type: 'bad_data',
    error: 'no match[] parameter provided',
  },
  {
    name: 'a selector of everything before one that is none',
    path: 'labels?match[]={}&match[]={',
    status: 400,
    type: 'bad_data',
    error: '1:2: parse error: unexpected end of input inside braces',
  },
  {
    name: 'a selector of targets that is none',
    path: 'targets/metadata?match_target={',
    status: 400,
    type: 'bad_data',
    error: 'invalid parameter "match_target": 1:2: parse error: unexpected end of input inside braces',
  },
  {
    name: 'an escaped label name without letters',
    path: 'label/U__/values',
    status: 400,
    type: 'bad_data',
    error: 'invalid label name: ""',
  },
  {
    name: 'a selector of everything',
    path: 'series?match[]={a=~".*"}',
    status: 400,
    type: 'bad_data',
    error: 'match[] must contain at least one non-empty matcher',
  },
  {
    name: 'a query that cannot be answered',
    path: 'query?query=label_replace(up, "~bad\\xff", "", "", "")',
    status: 422,
    type: 'execution',
    error: 'invalid destination label name in label_replace(): ~bad',
  },
  {
    name: 'many to many',
    path: `query?query={__name__=~"up|istio_requests_total"} %2B on() {__name__=~"up|istio_requests_total"}`,
    status: 422,
    type: 'execution',
    error: 'found duplicate series for the match group {} on the right hand-side of the operation',
  },
  {
    name: 'a time limit of nothing',
    path: 'query?query=up&timeout=0',
    status: 503,
    type: 'timeout',
    error: 'query timed out in query execution',
  },
])('an error of Prometheus: $name', async ({ path, status, type, error }) => {
  const answer = await get(`/api/v1/${path}`);
  expect([answer.status, answer.json()]).toMatchObject([
    status,
    { status: 'error', errorType: type, error: expect.stringContaining(error) },
  ]);
});

test('the largest series of a range alone, and what is known of the others', async () => {
  const three =
    'label_replace(vector(5), "a", "x", "", "") or label_replace(vector(-7), "a", "y", "", "") or vector(1)';
  const params = { query: three, start: String(NOW_S), end: String(NOW_S), step: '1' };
  const point = (value: string): unknown => [[NOW_S, value]];
  expect((await form('/api/v1/query_range', { ...params, largest: '2' })).json()).toEqual({
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [
        { metric: { a: 'x' }, values: point('5') },
        { metric: { a: 'y' }, values: point('-7') },
      ],
      leftOut: { series: 1, newest: ['1', '1'] },
    },
  });
  const all = await form('/api/v1/query_range', { ...params, largest: '3' });
  expect(all.json<{ data: object }>().data).not.toHaveProperty('leftOut');
  const wrong = await form('/api/v1/query_range', { ...params, largest: 'x' });
  expect([wrong.status, wrong.json()]).toMatchObject([400, { errorType: 'bad_data' }]);
});

test('warnings and infos come along', async () => {
  const limited = await get('/api/v1/labels?limit=2');
  expect(limited.json()).toEqual({
    status: 'success',
    data: ['__name__', 'destination_workload'],
    warnings: ['results truncated due to limit'],
  });
  const info = await form('/api/v1/query', {
    query: 'rate(temperature[5m])',
    time: String(NOW_S),
  });
  expect(info.json()).toMatchObject({
    infos: [
      expect.stringMatching(
        /^PromQL info: metric might not be a counter, name does not end in _total\/_sum\/_count\/_bucket: "temperature" \(1:6\)$/,
      ),
    ],
  });
});

test('statistics are given when they are asked for', async () => {
  const answer = await get(`/api/v1/query?query=up&time=${NOW_S}&stats=all`);
  expect(answer.json()).toMatchObject({
    data: { stats: { samples: { totalQueryableSamples: 1, totalQueryableSamplesPerStep: [[NOW_S, 1]] } } },
  });
  expect(answer.json()).not.toHaveProperty('warnings');
});

test('a value of stats that the next Prometheus will refuse brings a warning', async () => {
  expect((await get(`/api/v1/query?query=up&time=${NOW_S}&stats=1`)).json()).toMatchObject({
    data: { stats: { samples: { totalQueryableSamples: 1 } } },
    warnings: [
      'value "1" for parameter "stats" is deprecated and will be rejected in the next major release, use "true" or "all"',
    ],
  });
});

test('what the series are made of', async () => {
  expect((await get('/api/v1/status/tsdb?limit=2')).json()).toMatchObject({
    status: 'success',
    data: {
      headStats: { numSeries: 3, numLabelPairs: 9, maxTime: NOW },
      seriesCountByMetricName: [
        { name: 'istio_requests_total', value: 1 },
        { name: 'temperature', value: 1 },
      ],
      labelValueCountByLabelName: [
        { name: '__name__', value: 3 },
        { name: 'destination_workload', value: 1 },
      ],
    },
  });
});

test('federation', async () => {
  const answer = await get('/federate?match[]=up');
  expect(answer.text).toBe(`# TYPE up untyped\nup{instance="10.0.0.1:15020",job="istio"} 1 ${NOW}\n`);
});

test('pages of other origins may read, as with Prometheus', async () => {
  const headers = { origin: 'https://grafana.example' };
  const preflight = await server.send('OPTIONS', '/api/v1/query', { headers });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, headers.origin]);
  const answer = await server.send('GET', '/api/v1/query?query=1', { token, headers });
  expect(answer.headers.get('access-control-allow-origin')).toBe(headers.origin);
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
});

test('methods that a route does not have, and the admin routes while they are off', async () => {
  expect((await server.send('DELETE', '/api/v1/query', { token })).status).toBe(405);
  expect((await server.send('POST', '/api/v1/metadata', { token })).status).toBe(405);
  const cookie = await server.send('POST', '/api/session', {
    body: { login: 'ada', password: 'correct horse battery' },
  });
  const secret = /=([^;]*)/.exec(cookie.headers.get('set-cookie')!)![1]!;
  const off = await server.send('POST', '/api/v1/admin/tsdb/snapshot', { cookie: secret });
  expect([off.status, off.json()]).toEqual([
    503,
    { status: 'error', errorType: 'unavailable', error: 'admin APIs disabled' },
  ]);
});
