import { RemoteWrite2Builder, compressSnappy, remoteWriteHeaders } from '@binnacle/wire';
import type { Recorder } from './recorder.ts';

/** Where the history goes: the server's ordinary ingest. */
export interface HistoryServer {
  readonly url: string;
  readonly token: string | undefined;
}

/** Of one request, before compression. */
const REQUEST_BYTES = 4 * 1024 * 1024;
const RETRIES = 20;

/** Writes a recorded history through remote write, as an agent that had been there would have. @returns samples written */
export async function writeHistory(recorder: Recorder, server: HistoryServer, signal: AbortSignal): Promise<number> {
  const builder = new RemoteWrite2Builder();
  const { times } = recorder;
  let [written, pending] = [0, Promise.resolve()];
  const flush = async (): Promise<void> => {
    if (builder.sampleCount === 0) return;
    const body = compressSnappy(builder.finish());
    written += builder.sampleCount;
    builder.reset();
    // The next request is built while this one is on its way.
    await pending;
    pending = post(server, body, signal);
    // Who waits for it next hears of a failure.
    pending.catch(() => {});
  };
  for (const { labels, column } of recorder.series()) {
    builder.series(labels);
    let isThere = false;
    for (let step = column.from; step < column.until; step++) {
      const value = column.at(step);
      if (!Number.isNaN(value)) builder.sample(times[step]!, value, 0);
      else if (isThere) builder.staleMarker(times[step]!);
      isThere = !Number.isNaN(value);
    }
    // It ended while the others went on.
    if (column.until < times.length) builder.staleMarker(times[column.until]!);
    if (builder.sizeBytes >= REQUEST_BYTES) await flush();
    signal.throwIfAborted();
  }
  await flush();
  await pending;
  return written;
}

async function post({ url, token }: HistoryServer, body: Uint8Array, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(`${url}/api/v1/write`, {
      method: 'POST',
      headers: { ...remoteWriteHeaders(2), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      body,
      signal,
    });
    if (response.ok) return void (await response.arrayBuffer());
    const text = await response.text();
    if (![429, 503].includes(response.status) || attempt === RETRIES) {
      throw new Error(`the server refused the history with ${response.status}: ${text.slice(0, 300)}`);
    }
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, Math.min(10, Math.max(1, seconds)) * 1000));
  }
}
