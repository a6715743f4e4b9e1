import { compressSnappy, RemoteWrite2Builder } from '@binnacle/wire';
import type { KeepRequests, KeepRows, Row, RowMetadata, RowOrigin } from '../scrape/target-scraper.ts';
import { phaseOf } from '../scrape/schedule.ts';
import type { DiskQueue } from '../queue/disk-queue.ts';

/** A request stays below both, so that encoding one takes a few milliseconds and no server finds it too large. */
const MAX_ROWS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
const LANES = 64;

const laneOf = (id: string): number => Math.floor(phaseOf(id) * LANES);

/** Puts the requests of scrapes into the queue. */
export function keepRequestsIn(queue: DiskQueue): KeepRequests {
  const lanes = new WeakMap<RowOrigin, number>();
  return async (origin, requests, scrapedAtMs) => {
    let lane = lanes.get(origin);
    if (lane === undefined) lanes.set(origin, (lane = laneOf(origin.id)));
    for (const { message, sampleCount } of requests) {
      await queue.append({ scrapedAtMs, sampleCount, lane, payload: compressSnappy(message) });
    }
  };
}

/** Turns rows into write requests, and puts them into the queue. */
export function keepRowsIn(queue: DiskQueue): KeepRows {
  const builder = new RemoteWrite2Builder();
  return async (origin, rows, metadata, scrapedAtMs) => {
    const lane = laneOf(origin.id);
    let at = 0;
    while (at < rows.length) {
      // Without an await in between: all targets and collectors share the builder.
      builder.reset();
      let count = 0;
      while (at < rows.length && count < MAX_ROWS && builder.sizeBytes < MAX_BYTES) {
        writeRow(builder, rows[at]!, metadata);
        at++;
        count++;
      }
      const payload = compressSnappy(builder.finish());
      await queue.append({ scrapedAtMs, sampleCount: count, lane, payload });
    }
  };
}

function writeRow(builder: RemoteWrite2Builder, { series, timestampMs, isStale }: Row, metadata: RowMetadata): void {
  builder.series(series.labels);
  if (isStale) {
    if (series.histogram === undefined) builder.staleMarker(timestampMs);
    else builder.histogram(timestampMs, { ...series.histogram, stale: true }, 0);
  } else if (series.histogram === undefined) {
    builder.sample(timestampMs, series.value, series.startTimestampMs);
  } else {
    builder.histogram(timestampMs, series.histogram, series.startTimestampMs);
  }
  if (!isStale && series.exemplars !== undefined) for (const exemplar of series.exemplars) builder.exemplar(exemplar);
  builder.metadata(series.family, metadata.metadataOf(series));
}
