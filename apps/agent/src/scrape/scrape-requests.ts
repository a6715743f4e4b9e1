import type { Labels } from '@binnacle/model';
import { PreparedRequest, type PreparedSeries } from '@binnacle/wire';
import type { FamilyTable } from './family-table.ts';
import type { EncodedRequest } from './scrape-rows.ts';
import { SAMPLE, STALE, type TargetSeries } from './target-series.ts';

/** A row about the target itself, such as `up`. */
export interface OwnRow {
  readonly labels: Labels;
  readonly timestampMs: number;
  readonly value: number | 'stale';
}

/** No server finds a request of this size too large. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Of all targets: a request is encoded without an await in between. */
const request = new PreparedRequest();

/** Encodes what is marked, a set of series after the other. */
export function* encodeRequests(
  series: TargetSeries,
  families: FamilyTable,
  scrapedAtMs: number,
  own: readonly OwnRow[],
): Generator<EncodedRequest> {
  for (const [i, { first, prepared }] of series.sets.entries()) {
    const end = first + prepared.count;
    prepareMetadata(series, families, prepared, first, end);
    let at = first;
    let ownRows = i === 0 ? own : [];
    while (at < end || ownRows.length > 0) {
      request.begin(prepared);
      for (const { labels, timestampMs, value } of ownRows) {
        request.once(labels, { type: 'gauge', help: '', unit: '' }, timestampMs, value);
      }
      ownRows = [];
      at = encodeFrom(series, prepared, at, first, end, scrapedAtMs);
      if (request.sampleCount > 0) yield { message: request.finish(), sampleCount: request.sampleCount };
    }
  }
}

/** @returns where to go on: not at the end where the request is large enough */
function encodeFrom(
  series: TargetSeries,
  prepared: PreparedSeries,
  from: number,
  first: number,
  end: number,
  scrapedAtMs: number,
): number {
  const { flags, families, values, timestamps, starts, histograms, exemplars } = series;
  const isPlain = histograms.size === 0 && exemplars.size === 0;
  let at = from;
  for (; at < end && request.sizeBytes < MAX_BYTES; at++) {
    const marks = flags[at]! & (SAMPLE | STALE);
    if (marks === 0) continue;
    const metadata = prepared.metadata(families[at]!)!;
    if (marks === STALE) {
      request.stale(at - first, metadata, scrapedAtMs, histograms.get(at));
      continue;
    }
    const timestampMs = timestamps[at] === 0 ? scrapedAtMs : timestamps[at]!;
    if (isPlain || (!histograms.has(at) && !exemplars.has(at)))
      request.sample(at - first, metadata, timestampMs, values[at]!, starts[at]!);
    else {
      request.full(at - first, metadata, timestampMs, {
        value: values[at]!,
        startTimestampMs: starts[at]!,
        histogram: histograms.get(at),
        exemplars: exemplars.get(at),
      });
    }
  }
  return at;
}

/** Metadata adds to the symbols, which a request that has begun must not. */
function prepareMetadata(
  series: TargetSeries,
  known: FamilyTable,
  prepared: PreparedSeries,
  first: number,
  end: number,
): void {
  let last = -1;
  for (let at = first; at < end; at++) {
    const family = series.families[at]!;
    if (family === last) continue;
    last = family;
    if (prepared.metadata(family) !== undefined) continue;
    const { name, type } = known.family(family);
    prepared.setMetadata(family, known.metadataOf(name, type));
  }
}
