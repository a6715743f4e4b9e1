import { expect, test } from 'vitest';
import { createDashboard, putDashboard } from './dashboards.ts';
import { pathOf } from './route.ts';
import { routes } from './routes.ts';
import { postSetup } from './session.ts';

test('a parameter stays within its segment', () => {
  expect(pathOf(routes.getDashboard, { id: '../tokens?x#y' })).toBe('/api/dashboards/..%2Ftokens%3Fx%23y');
  expect(() => pathOf(routes.getDashboard)).toThrow('BUG: getDashboard was called without its parameter "id"');
});

test.each([
  { name: 'short password', body: { code: 'c', login: 'ada', password: 'short' }, path: ['password'] },
  { name: 'login with a space', body: { code: 'c', login: 'a da', password: 'long enough 1' }, path: ['login'] },
])('set-up refuses a $name', ({ body, path }) => {
  expect(postSetup.body.safeParse(body).error?.issues[0]?.path).toEqual(path);
});

test('a dashboard comes from a view or from a definition, not from both', () => {
  expect(createDashboard.body.safeParse({ title: 'x' }).success).toBe(true);
  expect(createDashboard.body.safeParse({ title: 'x', fromView: 'etcd', definition: {} }).success).toBe(false);
  expect(putDashboard.body.safeParse({ version: 1 }).success).toBe(false);
});
