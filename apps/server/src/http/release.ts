/**
 * Gives the memory of a buffer back at once. The collector counts memory outside of its heap as pressure: without this, every few
 * dozen requests of remote write cost a full collection, half of the CPU time of ingest. Does nothing where the buffer is
 * part of a larger one. Whoever still holds a view of it sees an empty array from here on.
 */
export function releaseBytes(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength && !buffer.detached) buffer.transfer(0);
}
