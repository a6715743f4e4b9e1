import { QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { RequestFailure } from './failure.ts';
import { sessionQuery } from './queries.ts';
import { createQueryClient } from './query-client.ts';

const session = {
  user: { id: 'u', login: 'ada', name: '' },
  workspace: { id: 'default', name: 'default' },
  role: 'owner',
  auth: 'on',
  hasPassword: true,
  expiresAtMs: null,
} as const;

test.each([
  { code: 'unauthenticated', status: 401, ends: true },
  { code: 'forbidden', status: 403, ends: false },
  { code: 'not_found', status: 404, ends: false },
] as const)('an answer `$code` ends the session: $ends', async ({ code, status, ends }) => {
  const client = createQueryClient();
  client.setQueryData(sessionQuery.queryKey, session);
  const query = { queryKey: ['x'], queryFn: () => Promise.reject(new RequestFailure(code, status, 'refused')) };
  await expect(client.fetchQuery(query)).rejects.toThrow('refused');
  expect(client.getQueryData(sessionQuery.queryKey)).toEqual(ends ? null : session);
});

test('a refusal is not asked again, it would be the same', async () => {
  const client = createQueryClient();
  let asked = 0;
  const queryFn = (): Promise<never> => {
    asked++;
    return Promise.reject(new RequestFailure('forbidden', 403, 'refused'));
  };
  const observer = new QueryObserver(client, { queryKey: ['x'], queryFn });
  const failed = new Promise<void>((resolve) => {
    observer.subscribe((result) => {
      if (result.isError) resolve();
    });
  });
  await failed;
  expect(asked).toBe(1);
});
