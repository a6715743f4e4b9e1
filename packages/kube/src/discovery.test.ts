import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Discovery, readServerVersion } from './discovery.ts';
import { kindSpec } from './kinds.ts';
import { clientOf, json, ScriptedServer, status } from './scripted-server.test-data.ts';

const signal = new AbortController().signal;
let server: ScriptedServer;
let url: URL;
/** What the server serves: groups with their versions, and the resources of each. */
let served: Record<string, Record<string, readonly string[]>>;
let down: readonly string[];

beforeEach(async () => {
  served = {};
  down = [];
  server = new ScriptedServer(({ path }, response) => {
    const [, api, group = '', version = ''] = path.split('/');
    if (path === '/version') json(response, { gitVersion: 'v1.34.0', platform: 'linux/arm64' });
    else if (path === '/apis')
      json(response, {
        kind: 'APIGroupList',
        groups: Object.entries(served).map(([name, versions]) => ({
          name,
          versions: Object.keys(versions).map((one) => ({ version: one })),
        })),
      });
    else if (down.includes(group)) status(response, 503, 'ServiceUnavailable');
    else if (api === 'api')
      json(response, {
        resources: [
          { name: 'pods', namespaced: true, verbs: ['list', 'watch'] },
          { name: 'pods/log', verbs: ['get'] },
          { name: 'bindings', namespaced: true, verbs: ['create'] },
        ],
      });
    else
      json(response, {
        resources: (served[group]?.[version] ?? []).map((name) => ({
          name,
          namespaced: true,
          verbs: ['list', 'watch'],
        })),
      });
  });
  url = await server.start();
});
afterEach(() => server.stop());

const [pod, cronJob, virtualService] = [kindSpec('Pod'), kindSpec('CronJob'), kindSpec('VirtualService')];

describe('which kinds are served', () => {
  test('the first version of the row that has the resource', async () => {
    // A group may serve a version without having this resource in it.
    served = { batch: { v1: ['jobs'], v1beta1: ['cronjobs'] } };
    const discovery = new Discovery(clientOf(url));
    const found = await discovery.find([pod, cronJob, virtualService], signal);
    expect(
      found.ok && [...found.value.values()].map((one) => (one === 'unknown' ? one : `${one.kind} ${one.version}`)),
    ).toEqual(['Pod v1', 'CronJob v1beta1']);
  });

  test('what was found is not asked for again, what was missing is', async () => {
    served = { batch: { v1: ['cronjobs'] }, 'networking.istio.io': { v1: ['gateways'] } };
    const discovery = new Discovery(clientOf(url));
    await discovery.find([cronJob, virtualService], signal);
    server.seen.length = 0;
    served['networking.istio.io'] = { v1: ['gateways', 'virtualservices'] };
    const found = await discovery.find([cronJob, virtualService], signal);
    expect(found.ok && found.value.get('VirtualService')).toMatchObject({ version: 'v1' });
    expect(server.seen.map(({ path }) => path)).toEqual(['/apis', '/apis/networking.istio.io/v1']);
  });

  test('an extension whose server is down takes nothing else with it', async () => {
    served = { batch: { v1: ['cronjobs'] }, 'networking.istio.io': { v1: ['virtualservices'] } };
    down = ['networking.istio.io'];
    const found = await new Discovery(clientOf(url)).find([cronJob, virtualService], signal);
    expect(found.ok && found.value.get('CronJob')).toMatchObject({ version: 'v1' });
    expect(found.ok && found.value.get('VirtualService')).toBe('unknown');
  });

  test('kinds of the core group need no list of groups', async () => {
    await new Discovery(clientOf(url)).find([pod], signal);
    expect(server.seen.map(({ path }) => path)).toEqual(['/api/v1']);
  });

  test('an API server that is down is a failure, not a cluster without kinds', async () => {
    server.answer((_, response) => status(response, 500, 'InternalError'));
    expect(await new Discovery(clientOf(url)).find([pod, cronJob], signal)).toMatchObject({
      ok: false,
      failure: { code: 500 },
    });
    server.answer((_, response) => json(response, { hello: 'world' }));
    expect(await new Discovery(clientOf(url)).find([cronJob], signal)).toMatchObject({
      ok: false,
      failure: { kind: 'malformed' },
    });
  });
});

test('the version of the API server', async () => {
  expect(await readServerVersion(clientOf(url))).toEqual({
    ok: true,
    value: { gitVersion: 'v1.34.0', platform: 'linux/arm64' },
  });
  server.answer((_, response) => json(response, {}));
  expect(await readServerVersion(clientOf(url))).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
});
