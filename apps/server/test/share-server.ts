import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer, type Answer, type TestServer } from './test-server.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const EXPR = 'sum by (namespace) (secret_free_metric{namespace=~"$namespace"})';

export const panel = (id: string, expr: string) => ({
  kind: 'timeseries',
  id,
  title: `Panel ${id}`,
  grid: { x: 0, y: 0, w: 12, h: 20 },
  queries: [{ ref: 'A', expr, requires: ['secret_free_metric'] }],
  links: [{ title: 'inside', to: { url: '/scenes' } }],
});
export const definition = {
  format: 'binnacle/dashboard',
  version: 1,
  title: 'Shared',
  presence: 'namespace=~"$namespace"',
  variables: [
    {
      kind: 'query',
      name: 'namespace',
      query: 'label_values(secret_free_metric, namespace)',
      multi: true,
      includeAll: true,
    },
    { kind: 'text', name: 'text', default: 'x' },
    { kind: 'interval', name: 'window', options: ['5m', '1h'] },
  ],
  groups: [
    {
      id: 'main',
      panels: [
        panel('one', EXPR),
        panel(
          'two',
          'max_over_time(secret_free_metric{namespace=~"$namespace"}[$window]) + 0 * count(secret_other_metric)',
        ),
        panel('bad', 'sum('.repeat(3)),
        {
          kind: 'events',
          id: 'events',
          title: 'Events',
          grid: { x: 0, y: 20, w: 12, h: 20 },
          namespace: ['$namespace'],
        },
        {
          kind: 'objects',
          id: 'objects',
          title: 'Pods',
          grid: { x: 12, y: 20, w: 12, h: 20 },
          objectKind: ['Pod'],
          namespace: ['$namespace'],
        },
      ],
    },
  ],
};

export interface MadeShare {
  readonly secret: string;
  readonly path: string;
  readonly share: { readonly id: string };
}

export const namespaces = { name: 'namespace', mode: 'free', selection: { kind: 'all' }, options: ['a', 'b'] };

/** The code of a refusal. */
export const codeOf = (answer: Answer): string => answer.json<{ error: { code: string } }>().error.code;

export interface ShareTestServer extends TestServer {
  readonly owner: string;
  /** Id of the dashboard that is shared. */
  readonly dashboard: string;
  /** The body that makes a link to it. */
  wanted(): object;
  share(more?: object, cookie?: string): Promise<MadeShare>;
  open(secret: string): Promise<Answer>;
  /** The instant query A of the panel `one`, unless told otherwise. */
  ask(secret: string, more?: object): Promise<Answer>;
}

/** A server with public links, a dashboard with a panel of each sort, and samples of three namespaces. */
export async function startShareServer(): Promise<ShareTestServer> {
  const consoleDir = mkdtempSync(join(tmpdir(), 'binnacle-console-'));
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>Binnacle</title>');
  const server = await startTestServer({
    args: ['--share.public-links', '--web.enable-admin-api', '--web.console-dir', consoleDir],
  });
  const owner = await server.setUp();
  const token = await server.token(owner, 'agent');
  const body = ['a', 'b', 'c']
    .map((namespace, i) => `secret_free_metric{namespace="${namespace}"} ${i + 1}\n`)
    .join('');
  await server.send('POST', '/api/v1/import/prometheus', { token, body: `${body}secret_other_metric 1\n` });
  const made = await server.send('POST', '/api/dashboards', { cookie: owner, body: { title: 'Shared', definition } });
  const dashboard = made.json<{ id: string }>().id;
  const wanted = () => ({
    dashboard,
    use: 'link',
    range: { kind: 'relative', backMs: HOUR, untilMs: 0 },
    variables: [
      namespaces,
      { name: 'text', mode: 'fixed', selection: { kind: 'text', text: 'x' }, options: [] },
      { name: 'window', mode: 'fixed', selection: { kind: 'values', values: ['5m'] }, options: [] },
    ],
  });
  return {
    ...server,
    owner,
    dashboard,
    wanted,
    async share(more = {}, cookie = owner) {
      const answer = await server.send('POST', '/api/shares', { cookie, body: { ...wanted(), ...more } });
      if (answer.status !== 201) throw new Error(answer.text);
      return answer.json<MadeShare>();
    },
    open: (secret) => server.send('POST', '/api/share', { body: { secret } }),
    ask: (secret, more = {}) =>
      server.send('POST', '/api/share/query', {
        body: {
          secret,
          panel: 'one',
          ref: 'A',
          at: { kind: 'instant', timeMs: server.clock.nowMs, spanMs: HOUR },
          ...more,
        },
      }),
    async close() {
      await server.close();
      rmSync(consoleDir, { recursive: true });
    },
  };
}
