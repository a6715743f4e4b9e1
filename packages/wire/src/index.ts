export { ByteKeys } from './byte-keys.ts';
export { CollectingSink, type CollectedSeries } from './collecting-sink.ts';
export { decodeRemoteWrite1 } from './remote-write-1-decoder.ts';
export { decodeRemoteWrite2 } from './remote-write-2-decoder.ts';
export { PreparedRequest, type PreparedSample } from './prepared-request.ts';
export { PreparedSeries } from './prepared-series.ts';
export { RemoteWrite1Builder } from './remote-write-1-builder.ts';
export { RemoteWrite2Builder } from './remote-write-2-builder.ts';
export {
  EXEMPLARS_WRITTEN_HEADER,
  HISTOGRAMS_WRITTEN_HEADER,
  negotiateRemoteWrite,
  readWrittenHeaders,
  REMOTE_WRITE_1_CONTENT_TYPE,
  REMOTE_WRITE_2_CONTENT_TYPE,
  remoteWriteHeaders,
  SAMPLES_WRITTEN_HEADER,
  writtenHeaders,
  type RemoteWriteVersion,
  type WriteNegotiation,
  type WrittenCounts,
} from './remote-write-http.ts';
export { compressSnappy, decompressSnappy, DEFAULT_MAX_DECODED_BYTES, type DecompressOutcome } from './snappy.ts';
export { BuilderSink, transcodeToRemoteWrite1, type TranscodeOutcome } from './transcode.ts';
export type { WriteRequestBuilder } from './write-request-builder.ts';
export {
  finishDecoding,
  KEY_CANONICAL,
  KEY_REMOTE_WRITE_1,
  type DecodeOutcome,
  type Decoding,
  type InvalidSeries,
  type WriteSink,
} from './write-sink.ts';
