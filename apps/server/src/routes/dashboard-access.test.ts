import { afterAll, beforeAll, expect, test } from 'vitest';
import { join } from '../../test/people.ts';
import { startTestServer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  cookies['owner'] = await server.setUp();
  for (const [login, role] of [
    ['admin', 'administrator'],
    ['ed', 'editor'],
    ['other', 'editor'],
    ['vi', 'viewer'],
  ] as const)
    cookies[login] = await join(server, cookies['owner'], login, role);
});
afterAll(() => server.close());

const send = (who: string, method: string, path: string, body?: unknown) =>
  server.send(method, path, { cookie: cookies[who]!, ...(body === undefined ? {} : { body }) });

const make = async (who: string, body: object): Promise<string> =>
  (await send(who, 'POST', '/api/dashboards', { title: 'D', ...body })).json<{ id: string }>().id;

/** Whether somebody sees, changes, places, deletes and restores a dashboard: statuses of the answers. */
async function tries(who: string, id: string): Promise<Record<string, number>> {
  const path = `/api/dashboards/${id}`;
  const got = await send(who, 'GET', path);
  const { version = 1, access = 'private' } = got.status === 200 ? got.json<{ version: number; access: string }>() : {};
  const listed = (await send(who, 'GET', '/api/dashboards')).json<{ dashboards: { id: string }[] }>();
  const put = (await send(who, 'PUT', path, { version, title: `by ${who}` })).status;
  const place = (await send(who, 'PUT', `${path}/place`, { folder: 'F', access })).status;
  const remove = (await send(who, 'DELETE', path)).status;
  const restore = remove === 204 ? (await send(who, 'POST', `${path}/restore`)).status : remove;
  return {
    see: got.status,
    listed: listed.dashboards.some((it) => it.id === id) ? 200 : 404,
    put,
    place,
    remove,
    restore,
  };
}

const all = { see: 200, listed: 200, put: 200, place: 200, remove: 204, restore: 200 };
const readOnly = { see: 200, listed: 200, put: 403, place: 403, remove: 403, restore: 403 };
const nothing = { see: 404, listed: 404, put: 404, place: 404, remove: 404, restore: 404 };
const viewerNothing = { ...nothing, put: 403, place: 403, remove: 403, restore: 403 };

test.each([
  { access: 'workspace', want: { owner: all, admin: all, ed: all, other: all, vi: readOnly } },
  { access: 'read', want: { owner: all, admin: all, ed: all, other: readOnly, vi: readOnly } },
  { access: 'private', want: { owner: all, admin: all, ed: all, other: nothing, vi: viewerNothing } },
])('$access', async ({ access, want }) => {
  const id = await make('ed', { access });
  const got: Record<string, unknown> = {};
  for (const who of Object.keys(want)) got[who] = await tries(who, id);
  expect(got).toEqual(want);
});

test('a deleted dashboard of somebody else is not brought back by others', async () => {
  const id = await make('ed', { access: 'private' });
  await send('ed', 'DELETE', `/api/dashboards/${id}`);
  expect((await send('other', 'POST', `/api/dashboards/${id}/restore`)).status).toBe(404);
  expect((await send('ed', 'GET', `/api/dashboards/${id}`)).status).toBe(404);
  expect((await send('ed', 'POST', `/api/dashboards/${id}/restore`)).status).toBe(200);
});

test('folders are names with a slash between them', async () => {
  const id = await make('ed', { folder: 'Platform/Databases' });
  expect((await send('vi', 'GET', `/api/dashboards/${id}`)).json()).toMatchObject({
    folder: 'Platform/Databases',
    mayEdit: false,
  });
  for (const folder of ['/a', 'a/', 'a//b', 'x'.repeat(201)])
    expect((await send('ed', 'PUT', `/api/dashboards/${id}/place`, { folder, access: 'read' })).status).toBe(400);
  const placed = await send('ed', 'PUT', `/api/dashboards/${id}/place`, { folder: '', access: 'read' });
  expect(placed.json()).toMatchObject({ folder: '', access: 'read', version: 1 });
});
