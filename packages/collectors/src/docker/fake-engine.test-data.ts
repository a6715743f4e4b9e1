import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Answer = unknown | ((response: ServerResponse) => void);

export interface FakeEngine {
  readonly socket: string;
  /** Paths without the version, in the order of the requests. */
  readonly asked: string[];
  /** Answers by path, such as `/containers/json`; JSON, or what writes the answer itself. */
  readonly answers: Map<string, Answer>;
  /** Sends an event to everyone who listens. */
  send(event: unknown): void;
  listeners(): number;
  close(): Promise<void>;
}

/** An engine that answers what a test says, over a Unix socket. */
export async function fakeEngine(version: Readonly<Record<string, unknown>>): Promise<FakeEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const socket = join(folder, 's');
  const asked: string[] = [];
  const answers = new Map<string, Answer>([['/version', version]]);
  const listening = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '');
    asked.push(request.url ?? '');
    const name = path.replace(/\?.*/, '');
    if (name === '/events') {
      listening.add(response);
      response.on('close', () => listening.delete(response));
      response.writeHead(200).flushHeaders();
      return;
    }
    const answer = answers.get(name);
    if (typeof answer === 'function') {
      (answer as (response: ServerResponse) => void)(response);
      return;
    }
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: `no such thing: ${name}` }));
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    asked,
    answers,
    send(event) {
      for (const response of listening) response.write(`${JSON.stringify(event)}\n`);
    },
    listeners: () => listening.size,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
