import { SCOPES_OF_KIND } from '@binnacle/api';
import { expect, test } from 'vitest';
import { connectSnippets } from './connect-snippets.ts';

const origin = 'https://binnacle.example:9630';

test.each(['agent', 'read'] as const)('every snippet for an %s token has the address and the secret', (kind) => {
  const snippets = connectSnippets(SCOPES_OF_KIND[kind], origin, 'tkn_abc-1_2');
  expect(snippets.length).toBeGreaterThan(1);
  for (const { text } of snippets) {
    expect(text).toContain(origin);
    expect(text).toContain('tkn_abc-1_2');
  }
});

test('the secret is no argument of the agent, where other users of the machine could read it', () => {
  const agent = connectSnippets(SCOPES_OF_KIND.agent, origin, 'tkn_abc').find(({ id }) => id === 'agent');
  const command = agent?.text.slice(agent.text.indexOf('./binnacle agent'));
  expect(command).toContain('--server.token-file agent.token');
  expect(command).not.toContain('tkn_abc');
});

test('a token gets the snippets that it can be used for', () => {
  const idsOf = (...scopes: Parameters<typeof connectSnippets>[0]) =>
    connectSnippets(scopes, origin, 'tkn_abc').map(({ id }) => id);
  expect(idsOf('metrics:write')).toEqual(['remoteWrite']);
  expect(idsOf('metrics:read', 'metrics:write')).toEqual(['remoteWrite', 'grafana', 'kiali', 'curl']);
  expect(idsOf('dashboards:read')).toEqual([]);
});
