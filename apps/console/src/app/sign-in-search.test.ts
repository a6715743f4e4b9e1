import { expect, test } from 'vitest';
import { safeNext } from './sign-in-search.ts';

test.each([
  ['/dashboards/d1?time=6h&var.cluster=a', '/dashboards/d1?time=6h&var.cluster=a'],
  ['/targets', '/targets'],
  [undefined, '/scenes'],
  ['', '/scenes'],
  ['//evil.example', '/scenes'],
  ['/\\evil.example', '/scenes'],
  ['/\t/evil.example', '/scenes'],
  ['https://evil.example/', '/scenes'],
  ['javascript:alert(1)', '/scenes'],
  ['/login?next=/login', '/scenes'],
  ['/setup', '/scenes'],
])('safeNext(%j) is %j', (next, want) => {
  expect(safeNext(next)).toBe(want);
});
