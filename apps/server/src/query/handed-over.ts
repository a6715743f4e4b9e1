import { isAscii } from 'node:buffer';

/** A text is copied twice on its way to the other thread, a buffer is given away: up to here the text costs less. */
const MAX_TEXT_BYTES = 8000;

/** A body as another thread can take it: of memory that serves again it takes nothing along. */
export function handedOver(body: Uint8Array<ArrayBuffer>): string | Uint8Array<ArrayBuffer> {
  if (body.length <= MAX_TEXT_BYTES && isAscii(body))
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  return body.length === body.buffer.byteLength ? body : body.slice();
}
