export { MalformedMessage } from './malformed-message.ts';
export { FIXED32, FIXED64, LENGTH_DELIMITED, ProtoReader, VARINT } from './proto-reader.ts';
export { ProtoWriter } from './proto-writer.ts';
export { readText } from './read-text.ts';
