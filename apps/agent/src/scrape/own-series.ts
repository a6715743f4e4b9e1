import { labelsToRecord, METRIC_NAME, type Labels } from '@binnacle/model';
import type { Series, TableCounts } from './scrape-rows.ts';
import type { OwnRow } from './scrape-requests.ts';
import type { ScrapeSettings } from './target.ts';

/** The series that every target has, whatever it exposes: names and meaning are Prometheus's. */
const NAMES = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
] as const;

/** Those that Prometheus writes with `extra_scrape_metrics`. */
const EXTRA_NAMES = ['scrape_timeout_seconds', 'scrape_sample_limit', 'scrape_body_size_bytes'] as const;

export interface ScrapeReport {
  readonly up: boolean;
  readonly durationMs: number;
  readonly counts: TableCounts;
  /** Of the answer; a collector has none. */
  readonly bodyBytes?: number;
}

/** Takes rows as series of objects. */
interface OwnSink {
  sample(series: Series, timestampMs: number): void;
  stale(series: Series, timestampMs: number): void;
}

/** Collects the rows of {@link OwnSeries} for a request. */
export function ownRows(): { readonly rows: readonly OwnRow[]; readonly sink: OwnSink } {
  const rows: OwnRow[] = [];
  return {
    rows,
    sink: {
      sample: ({ labels, value }, timestampMs) => void rows.push({ labels, timestampMs, value }),
      stale: ({ labels }, timestampMs) => void rows.push({ labels, timestampMs, value: 'stale' }),
    },
  };
}

/** `up` and its like of one target. */
export class OwnSeries {
  readonly #series: readonly Series[];
  readonly labels: Readonly<Record<string, string>>;

  readonly #extra: readonly number[];

  constructor(
    rules: { ownLabels(metric: string, instance: string): Labels },
    instance: string,
    settings?: Pick<ScrapeSettings, 'extraSeries' | 'timeoutMs' | 'sampleLimit'>,
  ) {
    const withExtra = settings?.extraSeries === true;
    this.#extra = withExtra ? [settings.timeoutMs / 1000, settings.sampleLimit] : [];
    this.#series = [...NAMES, ...(withExtra ? EXTRA_NAMES : [])].map((name) => ({
      labels: rules.ownLabels(name, instance),
      family: name,
      type: 'gauge',
      additive: false,
      seenIn: -1,
      isNew: false,
      live: false,
      value: 0,
      timestampMs: 0,
      startTimestampMs: 0,
      histogram: undefined,
      exemplars: undefined,
    }));
    const { [METRIC_NAME]: _, ...labels } = labelsToRecord(this.#series[0]!.labels);
    this.labels = labels;
  }

  report(timestampMs: number, { up, durationMs, counts, bodyBytes = 0 }: ScrapeReport, sink: OwnSink): void {
    const values = [
      up ? 1 : 0,
      durationMs / 1000,
      counts.scraped,
      counts.kept,
      counts.added,
      ...this.#extra,
      bodyBytes,
    ];
    for (const [i, series] of this.#series.entries()) {
      series.value = values[i]!;
      series.live = true;
      sink.sample(series, timestampMs);
    }
  }

  /** The target is no more. */
  end(timestampMs: number, sink: OwnSink): void {
    for (const series of this.#series) {
      if (series.live) sink.stale(series, timestampMs);
      series.live = false;
    }
  }
}
