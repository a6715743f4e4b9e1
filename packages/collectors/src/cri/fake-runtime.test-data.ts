import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, type Fields } from './encode.test-data.ts';

export type RuntimeAnswer =
  | Fields
  | { readonly status: number; readonly message: string }
  /** Writes the answer by hand. */
  | ((stream: ServerHttp2Stream) => void);

export interface FakeRuntime {
  readonly socket: string;
  readonly asked: string[];
  /** Answers by method, such as `runtime.v1.RuntimeService/Version`, or by the request with its first field. */
  readonly answers: Map<string, RuntimeAnswer>;
  /** Ends all connections, as a runtime that is restarted does. */
  disconnect(): void;
  close(): Promise<void>;
}

/** A container runtime that answers what a test says; what it was not told of is unimplemented. */
export async function fakeRuntime(): Promise<FakeRuntime> {
  const folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  const socket = join(folder, 's');
  const asked: string[] = [];
  const answers = new Map<string, RuntimeAnswer>();
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => {});
  });
  server.on('stream', (anyStream, headers) => {
    const stream = anyStream as ServerHttp2Stream;
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => {});
    stream.on('end', () => {
      const method = String(headers[':path']).slice(1);
      // After five bytes of the frame, the tag and the length: the id that is asked for.
      const id = Buffer.concat(chunks).toString('latin1', 7);
      asked.push(id === '' ? method : `${method} ${id}`);
      reply(stream, answers.get(`${method} ${id}`) ?? answers.get(method));
    });
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    asked,
    answers,
    disconnect() {
      for (const session of sessions) session.destroy();
    },
    async close() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function reply(stream: ServerHttp2Stream, answer: RuntimeAnswer | undefined): void {
  if (typeof answer === 'function') {
    answer(stream);
    return;
  }
  const head = { ':status': 200, 'content-type': 'application/grpc' };
  if (answer === undefined || 'status' in answer) {
    const status = answer?.status ?? 12;
    const message = encodeURIComponent(answer?.message ?? 'unknown method');
    // An error comes without a body: its status is in the headers.
    stream.respond({ ...head, 'grpc-status': String(status), 'grpc-message': message }, { endStream: true });
    return;
  }
  const message = encode(answer);
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  stream.respond(head, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  // In two pieces, as a large message would come.
  stream.write(frame.subarray(0, 3));
  stream.end(frame.subarray(3));
}
