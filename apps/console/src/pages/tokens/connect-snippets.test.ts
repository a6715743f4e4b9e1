import { expect, test } from 'vitest';
import { connectSnippets } from './connect-snippets.ts';

const origin = 'https://binnacle.example:9630';

test.each(['agent', 'read'] as const)('every snippet for an %s token has the address and the secret', (kind) => {
  const snippets = connectSnippets(kind, origin, 'tkn_abc-1_2');
  expect(snippets.length).toBeGreaterThan(1);
  for (const { text } of snippets) {
    expect(text).toContain(origin);
    expect(text).toContain('tkn_abc-1_2');
  }
});

test('the secret is no argument of the agent, where other users of the machine could read it', () => {
  const agent = connectSnippets('agent', origin, 'tkn_abc').find(({ id }) => id === 'agent');
  const command = agent?.text.slice(agent.text.indexOf('./binnacle agent'));
  expect(command).toContain('--server.token-file agent.token');
  expect(command).not.toContain('tkn_abc');
});
