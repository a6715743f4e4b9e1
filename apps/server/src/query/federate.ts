import { writeExposition, type ExpositionFamily, type ExpositionSample } from '@binnacle/exposition';
import { compareLabels, halvesOf, isAbsentAt, isStaleAt, labelValue, METRIC_NAME } from '@binnacle/model';
import { COLUMN_DENSE, type SeriesGroup } from '@binnacle/storage';
import { withQuerier, type JobContext, type JobResult } from './context.ts';
import type { JobOf } from './perform.ts';
import { parseSelectors } from './selectors.ts';

const encoder = new TextEncoder();

/** `/federate`: the newest sample of each series that a selector picks, as text, without those that have ended. */
export function federate(job: JobOf<'federate'>, context: JobContext): JobResult {
  const parsed = parseSelectors(job.matchers);
  if (!parsed.ok) return text(400, `${parsed.message}\n`);
  return withQuerier(context, job.timeMs - job.lookbackMs + 1, job.timeMs, (querier) => {
    const found = new Map<string, ExpositionSample>();
    for (const selector of parsed.selectors) {
      for (const group of querier.select(selector)) {
        for (const sample of newestOf(group)) found.set(sample.labels.join('\uDC00'), sample);
      }
    }
    const samples = [...found.values()].sort((a, b) => compareLabels(a.labels, b.labels));
    const families = new Map<string, ExpositionFamily & { samples: ExpositionSample[] }>();
    for (const sample of samples) {
      const name = labelValue(sample.labels, METRIC_NAME);
      let family = families.get(name);
      if (family === undefined)
        families.set(name, (family = { name, type: 'unknown', help: '', unit: '', samples: [] }));
      family.samples.push(sample);
    }
    const byName = [...families.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return text(200, writeExposition(byName, 'prometheus-text'));
  });
}

function* newestOf(group: SeriesGroup): Generator<ExpositionSample> {
  const { timestamps, size } = group;
  const values = new Float64Array(timestamps.length);
  const halves = halvesOf(values);
  for (let i = 0; i < size; i++) {
    const kind = group.readValues(i, values);
    let at = timestamps.length - 1;
    if (kind !== COLUMN_DENSE) while (at >= 0 && isAbsentAt(halves, at)) at--;
    // A series that has ended, and histograms (text cannot say them), have no newest number.
    if (at < 0 || (kind !== COLUMN_DENSE && isStaleAt(halves, at))) continue;
    yield { labels: group.labels(i), value: values[at]!, timestampMs: timestamps[at]! };
  }
}

const text = (status: number, body: string): JobResult => ({
  status,
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  body: encoder.encode(body),
});
