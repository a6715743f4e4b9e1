import { LENGTH_DELIMITED, MalformedMessage, ProtoReader, readText } from '@binnacle/protobuf';
import type { Matcher, MatcherOp } from '@binnacle/storage';

export interface ReadQuery {
  readonly startMs: number;
  readonly endMs: number;
  readonly matchers: readonly Matcher[];
}

export interface ReadRequest {
  readonly queries: readonly ReadQuery[];
  /** What the client takes, best first; only what we speak. */
  readonly responseTypes: readonly ('samples' | 'chunks')[];
}

export type ReadRequestOutcome =
  | { readonly ok: true; readonly request: ReadRequest }
  | { readonly ok: false; readonly message: string };

const OPS: readonly MatcherOp[] = ['=', '!=', '=~', '!~'];
const SAMPLES = 0;
const STREAMED_XOR_CHUNKS = 1;

/** Decodes a prometheus.ReadRequest, uncompressed. @see https://github.com/prometheus/prometheus/blob/main/prompb/remote.proto */
export function decodeReadRequest(message: Uint8Array): ReadRequestOutcome {
  try {
    return decode(new ProtoReader(message));
  } catch (error) {
    if (error instanceof MalformedMessage) return { ok: false, message: error.message };
    throw error;
  }
}

function decode(reader: ProtoReader): ReadRequestOutcome {
  const queries: ReadQuery[] = [];
  const types: number[] = [];
  const end = reader.end;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 0x0a) queries.push(within(reader, readQuery));
    else if (tag === 0x10) types.push(reader.varint32());
    else if (tag === ((2 << 3) | LENGTH_DELIMITED)) {
      const stop = reader.lengthDelimited();
      while (reader.pos < stop) types.push(reader.varint32());
    } else reader.skip(tag);
  }
  const responseTypes = (types.length === 0 ? [SAMPLES] : types)
    .filter((it) => it === SAMPLES || it === STREAMED_XOR_CHUNKS)
    .map((it) => (it === SAMPLES ? ('samples' as const) : ('chunks' as const)));
  if (responseTypes.length > 0) return { ok: true, request: { queries, responseTypes } };
  return { ok: false, message: 'none of the accepted response types is known: use SAMPLES or STREAMED_XOR_CHUNKS' };
}

function readQuery(reader: ProtoReader): ReadQuery {
  let [startMs, endMs] = [0, 0];
  const matchers: Matcher[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x08) startMs = reader.int64();
    else if (tag === 0x10) endMs = reader.int64();
    else if (tag === 0x1a) matchers.push(within(reader, readMatcher));
    else reader.skip(tag);
  }
  return { startMs, endMs, matchers };
}

function readMatcher(reader: ProtoReader): Matcher {
  let [type, name, value] = [0, '', ''];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x08) type = reader.varint32();
    else if (tag === 0x12) name = textField(reader);
    else if (tag === 0x1a) value = textField(reader);
    else reader.skip(tag);
  }
  const op = OPS[type];
  if (op === undefined) throw new MalformedMessage(reader.pos, `matcher type ${type} is unknown`);
  return { name, op, value };
}

function textField(reader: ProtoReader): string {
  const stop = reader.lengthDelimited();
  const text = readText(reader.bytes, reader.pos, stop);
  reader.pos = stop;
  return text;
}

/** Reads a nested message with the reader's end set to its own. */
function within<T>(reader: ProtoReader, read: (reader: ProtoReader) => T): T {
  const outer = reader.end;
  const stop = reader.lengthDelimited();
  reader.end = stop;
  const value = read(reader);
  reader.pos = stop;
  reader.end = outer;
  return value;
}
