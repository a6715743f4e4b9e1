import { parseExposition } from '@binnacle/exposition';
import { expect, test } from 'vitest';
import { startTestServer } from '../test/test-server.ts';
import { handlerOf } from './own-metrics.ts';

test('own metrics can be read, and tell what was done', async () => {
  const server = await startTestServer({ args: ['--auth', 'off'] });
  await server.send('POST', '/api/v1/import/prometheus', { body: 'x 1\n' });
  await server.send('GET', '/api/v1/query?query=x');
  await server.send('GET', '/api/v1/nope/with/a/name/of/a/client');
  const answer = await server.send('GET', '/metrics');
  const parsed = parseExposition(new TextEncoder().encode(answer.text), answer.headers.get('content-type')!, {
    strict: true,
  });
  expect(parsed).toMatchObject({ ok: true });
  expect(answer.text).toContain('binnacle_ingest_samples_total 1\n');
  expect(answer.text).toMatch(/binnacle_http_requests_total\{code="200",handler="\/api\/v1\/query",method="GET"\} 1/);
  expect(answer.text).not.toContain('nope');
  const open = await server.send('GET', '/metrics', {
    headers: { accept: 'application/openmetrics-text; version=1.0.0' },
  });
  expect(open.text).toMatch(/# EOF\n$/);
  await server.close();
});

test.each([
  { path: '/api/v1/query', handler: '/api/v1/query' },
  { path: '/api/v1/label/x/values', handler: '/api/v1/label/:name/values' },
  { path: '/api/v1/unknown', handler: '/api/v1/other' },
  { path: '/api/dashboards/abc/clone', handler: '/api/dashboards' },
  { path: '/api/whatever', handler: '/api/other' },
  { path: '/-/healthy', handler: '/-/' },
  { path: '/dashboards/x', handler: 'console' },
])('$path counts as $handler', ({ path, handler }) => {
  expect(handlerOf(path)).toBe(handler);
});
