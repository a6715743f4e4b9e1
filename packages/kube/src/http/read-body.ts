import type { IncomingMessage } from 'node:http';

/**
 * The whole body, or undefined when it is longer than `maxBytes`; then the transfer is ended.
 *
 * @throws the error of the connection
 */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const declared = Number(response.headers['content-length'] ?? 0);
  if (declared > maxBytes) {
    response.destroy();
    return undefined;
  }
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > maxBytes) {
      response.destroy();
      return undefined;
    }
    pieces.push(piece);
  }
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, length);
}

/** The beginning of the body, at most `maxBytes`: enough for an error message. */
export async function readStart(response: IncomingMessage, maxBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length >= maxBytes) break;
    }
  } catch {
    // The code of the answer says enough.
  }
  return Buffer.concat(pieces).subarray(0, maxBytes).toString('utf8');
}
