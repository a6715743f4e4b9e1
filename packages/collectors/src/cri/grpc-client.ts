import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { reasonOf } from '../reason.ts';

/** Status of a call that a server does not know. @see https://grpc.io/docs/guides/status-codes/ */
export const UNIMPLEMENTED = 12;

export type GrpcReply =
  | { readonly ok: true; readonly message: Uint8Array }
  /** `code` is the gRPC status; 14 when there was no connection, 4 when it took too long. */
  | { readonly ok: false; readonly code: number; readonly reason: string };

const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;
/** A node with thousands of containers answers a few MB. */
const MAX_MESSAGE_BYTES = 64 * 2 ** 20;
const MAX_CONNECT_MS = 5000;

/**
 * Unary gRPC calls to a server on a Unix socket, over one HTTP/2 connection that is made when it is needed and made anew
 * when it is lost.
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export class GrpcClient {
  readonly #path: string;
  #session: ClientHttp2Session | undefined;

  constructor(socketPath: string) {
    this.#path = socketPath;
  }

  /** `method` is `package.Service/Method`. Never rejects. */
  call(method: string, request: Uint8Array, timeoutMs: number, signal: AbortSignal): Promise<GrpcReply> {
    return new Promise((resolve) => {
      const failed = (code: number, reason: string): void => resolve({ ok: false, code, reason });
      if (signal.aborted) {
        failed(UNAVAILABLE, 'stopped before it was asked');
        return;
      }
      const session = this.#connect();
      const stream = session.request({
        ':method': 'POST',
        ':path': `/${method}`,
        'content-type': 'application/grpc',
        te: 'trailers',
        'grpc-timeout': `${timeoutMs}m`,
      });
      const chunks: Buffer[] = [];
      let size = 0;
      let status: { readonly code: number; readonly reason: string } | undefined;
      const readStatus = (headers: IncomingHttpHeaders): void => {
        const http = headers[':status'];
        if (http !== undefined && Number(http) !== 200) status = { code: UNAVAILABLE, reason: `HTTP status ${http}` };
        const code = headers['grpc-status'];
        if (typeof code === 'string') status = { code: Number(code), reason: messageOf(headers['grpc-message']) };
      };
      const stop = (): void => {
        stream.destroy(new Error('stopped before it was done'));
      };
      const timer = setTimeout(() => {
        failed(DEADLINE_EXCEEDED, `no answer within ${timeoutMs / 1000} s`);
        stream.destroy();
      }, timeoutMs);
      signal.addEventListener('abort', stop, { once: true });
      stream.on('response', readStatus);
      stream.on('trailers', readStatus);
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_MESSAGE_BYTES) stream.destroy(new Error(`the answer is larger than ${MAX_MESSAGE_BYTES} bytes`));
        else chunks.push(chunk);
      });
      // A connection that cannot be made cancels the calls that wait for it, and is their cause.
      stream.on('error', (error) => failed(UNAVAILABLE, reasonOf(error.cause ?? error)));
      stream.on('close', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        if (status === undefined) failed(UNAVAILABLE, 'the connection was closed before the answer was complete');
        else if (status.code !== 0) failed(status.code, status.reason);
        else resolve(unframe(Buffer.concat(chunks)));
      });
      stream.end(frame(request));
    });
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  #connect(): ClientHttp2Session {
    let session = this.#session;
    if (session === undefined || session.closed || session.destroyed) {
      // The authority is what gRPC servers accept of a client on a socket: its path is no name of a host.
      session = connect('http://localhost', {
        createConnection: () => {
          const socket = connectSocket({ path: this.#path, timeout: 0 });
          const late = setTimeout(() => socket.destroy(new Error('no connection within 5 s')), MAX_CONNECT_MS);
          socket.once('connect', () => clearTimeout(late));
          socket.once('close', () => clearTimeout(late));
          return socket;
        },
        // Nothing is pushed, and few answers are under way at a time.
        settings: { enablePush: false },
      });
      const mine = session;
      const forget = (): void => {
        if (this.#session === mine) this.#session = undefined;
      };
      session.on('close', forget);
      session.on('goaway', forget);
      // The calls that were under way are told by their streams.
      session.on('error', forget);
      // An idle connection keeps no process alive.
      session.unref();
      this.#session = session;
    }
    return session;
  }
}

/** A message on the wire: not compressed, four bytes of length, the message. */
function frame(message: Uint8Array): Buffer {
  const framed = Buffer.alloc(5 + message.length);
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, 5);
  return framed;
}

function unframe(body: Buffer): GrpcReply {
  if (body.length === 0) return { ok: true, message: body };
  if (body[0] !== 0)
    return { ok: false, code: UNAVAILABLE, reason: 'the answer is compressed, which was not asked for' };
  const length = body.length < 5 ? Number.NaN : body.readUInt32BE(1);
  if (body.length !== length + 5) return { ok: false, code: UNAVAILABLE, reason: 'the answer is cut off' };
  return { ok: true, message: body.subarray(5) };
}

/** The text of an error is percent-encoded. */
function messageOf(header: string | string[] | undefined): string {
  const text = Array.isArray(header) ? (header[0] ?? '') : (header ?? '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
