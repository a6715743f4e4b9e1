import { expect, test } from 'vitest';
import { openApiDocument } from './openapi.ts';
import { routes } from './routes.ts';

const document = openApiDocument(Object.values(routes), '1.2.3') as {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
  components: { schemas: Record<string, unknown> };
};

test('has an operation for each route, under its own id', () => {
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((it) => it.operationId));
  expect(ids.sort()).toEqual(
    Object.values(routes)
      .map((it) => it.id)
      .sort(),
  );
  for (const [key, it] of Object.entries(routes)) expect(it.id).toBe(key);
});

test('every reference leads to a component', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map((match) => match[1]!);
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) {
    expect(Object.keys(document.components.schemas)).toContain(reference.replace('#/components/schemas/', ''));
  }
});

test('a route that needs a session says 401', () => {
  expect(Object.keys(document.paths['/api/tokens']!['get']!.responses)).toContain('401');
  expect(Object.keys(document.paths['/api/setup']!['get']!.responses)).not.toContain('401');
});

test('no two routes share a method and a path', () => {
  const all = Object.values(routes).map((it) => `${it.method} ${it.path}`);
  expect(new Set(all).size).toBe(all.length);
});
