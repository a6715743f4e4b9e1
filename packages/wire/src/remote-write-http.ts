/** Version of the remote write protocol: 1 is prometheus.WriteRequest, 2 is io.prometheus.write.v2.Request. */
export type RemoteWriteVersion = 1 | 2;

export const REMOTE_WRITE_1_CONTENT_TYPE = 'application/x-protobuf';
export const REMOTE_WRITE_2_CONTENT_TYPE = 'application/x-protobuf;proto=io.prometheus.write.v2.Request';

/** Headers of the answer to a 2.0 request; their numbers say what was really written. */
export const SAMPLES_WRITTEN_HEADER = 'x-prometheus-remote-write-samples-written';
export const HISTOGRAMS_WRITTEN_HEADER = 'x-prometheus-remote-write-histograms-written';
export const EXEMPLARS_WRITTEN_HEADER = 'x-prometheus-remote-write-exemplars-written';

/** Headers of a write request with a snappy body, without authentication and user agent. */
export const remoteWriteHeaders = (version: RemoteWriteVersion): Readonly<Record<string, string>> => ({
  'content-type': version === 2 ? REMOTE_WRITE_2_CONTENT_TYPE : REMOTE_WRITE_1_CONTENT_TYPE,
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': version === 2 ? '2.0.0' : '0.1.0',
});

export type WriteNegotiation =
  | { readonly ok: true; readonly version: RemoteWriteVersion }
  /** Answer 415 with this text. */
  | { readonly ok: false; readonly message: string };

/**
 * Which protocol a request with these headers speaks. A missing `Content-Type` or `Content-Encoding` is taken for 1.0
 * with snappy, as old senders leave them out.
 */
export function negotiateRemoteWrite(
  contentType: string | null | undefined,
  contentEncoding: string | null | undefined,
): WriteNegotiation {
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  if (encoding !== '' && encoding !== 'snappy') {
    return { ok: false, message: `content encoding "${encoding}" is not supported: use snappy` };
  }
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (type === '') return { ok: true, version: 1 };
  if (type.toLowerCase() !== 'application/x-protobuf') {
    return { ok: false, message: `content type "${type}" is not supported: use ${REMOTE_WRITE_2_CONTENT_TYPE}` };
  }
  for (const parameter of parameters) {
    const [key = '', value = ''] = parameter.split('=').map((part) => part.trim());
    if (key.toLowerCase() !== 'proto') continue;
    const proto = value.replaceAll('"', '');
    if (proto === 'io.prometheus.write.v2.Request') return { ok: true, version: 2 };
    if (proto !== 'prometheus.WriteRequest') {
      return { ok: false, message: `message "${proto}" is not supported: use io.prometheus.write.v2.Request` };
    }
  }
  return { ok: true, version: 1 };
}

export interface WrittenCounts {
  readonly samples: number;
  readonly histograms: number;
  readonly exemplars: number;
}

/** Headers that tell the sender what was written; also on partial failures. */
export const writtenHeaders = ({ samples, histograms, exemplars }: WrittenCounts): Record<string, string> => ({
  [SAMPLES_WRITTEN_HEADER]: String(samples),
  [HISTOGRAMS_WRITTEN_HEADER]: String(histograms),
  [EXEMPLARS_WRITTEN_HEADER]: String(exemplars),
});

/**
 * Reads them back. Undefined means that the receiver said nothing: after a 2.0 request that it answered with 2xx, it does
 * not know 2.0, has taken nothing, and wants 1.0.
 * @param header  value of a response header by its lower-case name
 */
export function readWrittenHeaders(header: (name: string) => string | null | undefined): WrittenCounts | undefined {
  const samples = header(SAMPLES_WRITTEN_HEADER);
  const histograms = header(HISTOGRAMS_WRITTEN_HEADER);
  const exemplars = header(EXEMPLARS_WRITTEN_HEADER);
  const missing = [samples, histograms, exemplars].every((value) => value === null || value === undefined);
  if (missing) return undefined;
  return { samples: count(samples), histograms: count(histograms), exemplars: count(exemplars) };
}

function count(value: string | null | undefined): number {
  const number = Number(value ?? '0');
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}
