import { MalformedMessage } from './malformed-message.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The string of `bytes[start..end)`. @throws MalformedMessage when it is not UTF-8, which protobuf demands */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  if (start === end) return '';
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    throw new MalformedMessage(start, 'a string that is not UTF-8');
  }
}
