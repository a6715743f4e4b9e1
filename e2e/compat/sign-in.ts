import type { RunningServer } from '../support/binnacle.ts';

export interface Tokens {
  /** May only query. */
  readonly read: string;
  /** May only write. */
  readonly agent: string;
}

/** Makes the owner of a new server with the code that it printed, and a token of each kind. */
export async function signIn(server: Pick<RunningServer, 'url' | 'output'>): Promise<Tokens> {
  const code = /\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}\b/.exec(server.output())?.[0];
  if (code === undefined) throw new Error(`no set-up code in:\n${server.output()}`);
  const post = async (path: string, body: unknown, cookie = ''): Promise<Response> => {
    const reply = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply;
  };
  const owner = await post('/api/setup', { code, login: 'ada', password: 'correct horse battery', name: 'Ada' });
  const [cookie] = owner.headers.get('set-cookie')!.split(';');
  const token = async (kind: keyof Tokens): Promise<string> => {
    const reply = await post('/api/tokens', { name: kind, kind }, cookie);
    return ((await reply.json()) as { secret: string }).secret;
  };
  return { read: await token('read'), agent: await token('agent') };
}
