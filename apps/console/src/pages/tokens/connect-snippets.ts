import type { TokenScope } from '@binnacle/api';

/** A way to use a token. `id` is a key below `connect` in the catalogue `tokens`. */
export interface Snippet {
  readonly id: 'agent' | 'environment' | 'remoteWrite' | 'curl' | 'grafana' | 'kiali';
  readonly text: string;
}

/**
 * What to type or paste elsewhere so that it uses the token, ready to run.
 *
 * @param scopes  what the token may do
 * @param origin  where the console is open, such as `https://binnacle.example:9630`: what the reader's machine reaches
 * @param secret  `tkn_…`: letters, digits, `-` and `_` only, so it needs no quoting
 */
export function connectSnippets(scopes: readonly TokenScope[], origin: string, secret: string): readonly Snippet[] {
  return [
    ...(scopes.includes('metrics:write') ? writers(scopes.includes('agents:report'), origin, secret) : []),
    ...(scopes.includes('metrics:read') ? readers(origin, secret) : []),
  ];
}

function writers(mayReport: boolean, origin: string, secret: string): readonly Snippet[] {
  const prometheus: Snippet = {
    id: 'remoteWrite',
    text: `remote_write:\n  - url: ${origin}/api/v1/write\n    authorization:\n      credentials: ${secret}`,
  };
  if (!mayReport) return [prometheus];
  return [
    {
      id: 'agent',
      // In a file, because the arguments of a process can be read by everybody on its machine.
      text: `(umask 077; echo ${secret} > agent.token)\n./binnacle agent --server.url ${origin} \\\n  --server.token-file agent.token`,
    },
    { id: 'environment', text: `ENV_DATAWAY=${origin}?token=${secret}` },
    prometheus,
  ];
}

function readers(origin: string, secret: string): readonly Snippet[] {
  return [
    {
      id: 'grafana',
      text: [
        'apiVersion: 1',
        'datasources:',
        '  - name: Binnacle',
        '    type: prometheus',
        `    url: ${origin}`,
        '    jsonData:',
        '      httpMethod: POST',
        '      httpHeaderName1: Authorization',
        '    secureJsonData:',
        `      httpHeaderValue1: Bearer ${secret}`,
      ].join('\n'),
    },
    {
      id: 'kiali',
      text: [
        'external_services:',
        '  prometheus:',
        `    url: ${origin}`,
        '    auth:',
        '      type: bearer',
        `      token: ${secret}`,
      ].join('\n'),
    },
    { id: 'curl', text: `curl -H 'Authorization: Bearer ${secret}' '${origin}/api/v1/query?query=up'` },
  ];
}
