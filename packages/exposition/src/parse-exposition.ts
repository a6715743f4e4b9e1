import type { Exemplar, MetricType } from '@binnacle/model';
import { formatOfContentType, type ExpositionFormat } from './content-type.ts';
import type { ExpositionFamily, ExpositionSample } from './families.ts';
import { createParser, type ParserOptions } from './parser.ts';
import { problemAt, type ExpositionProblem } from './problem.ts';
import type { ExpositionSink, MetadataView, SampleView } from './sink.ts';

export type ExpositionOutcome =
  | { readonly ok: true; readonly families: readonly ExpositionFamily[] }
  | { readonly ok: false; readonly problem: ExpositionProblem };

interface OpenFamily {
  name: string;
  type: MetricType;
  help: string;
  unit: string;
  samples: ExpositionSample[];
}

/** Collects a whole exposition as families; those that appear more than once are joined. */
export class FamilyCollector implements ExpositionSink {
  readonly #families = new Map<string, OpenFamily>();

  sample(sample: SampleView): void {
    this.#family(sample.familyName()).samples.push(keepSample(sample));
  }

  metadata(metadata: MetadataView): void {
    const family = this.#family(metadata.name());
    if (metadata.kind === 'type') family.type = metadata.type;
    else family[metadata.kind] = metadata.text();
  }

  families(): readonly ExpositionFamily[] {
    return [...this.#families.values()];
  }

  #family(name: string): OpenFamily {
    let family = this.#families.get(name);
    if (family === undefined) {
      family = { name, type: 'unknown', help: '', unit: '', samples: [] };
      this.#families.set(name, family);
    }
    return family;
  }
}

/** Copies what a view shows at this moment. */
export function keepSample(view: SampleView): ExpositionSample {
  const exemplars: Exemplar[] = [];
  for (let i = 0; i < view.exemplarCount; i++) exemplars.push(view.exemplar(i));
  return {
    labels: view.labels(),
    value: view.value,
    ...(view.hasTimestamp ? { timestampMs: view.timestampMs } : {}),
    ...(view.startTimestampMs === 0 ? {} : { startTimestampMs: view.startTimestampMs }),
    ...(view.histogram === undefined ? {} : { histogram: view.histogram }),
    ...(exemplars.length === 0 ? {} : { exemplars }),
  };
}

/**
 * Parses an exposition that is in memory as a whole, for tests, dry runs and imports; a scrape uses `createParser`.
 * @param type  a format, or the `Content-Type` of the response; Prometheus text when left out
 */
export function parseExposition(
  body: Uint8Array,
  type: ExpositionFormat | (string & {}) = 'prometheus-text',
  options: ParserOptions = {},
): ExpositionOutcome {
  const format = isFormat(type) ? type : formatOfContentType(type);
  if (format === undefined) {
    return { ok: false, problem: problemAt(1, 1, 'a content type of metrics', JSON.stringify(type)) };
  }
  const collector = new FamilyCollector();
  const parser = createParser(format, collector, options);
  parser.push(body);
  const outcome = parser.end();
  return outcome.ok ? { ok: true, families: collector.families() } : outcome;
}

const isFormat = (type: string): type is ExpositionFormat =>
  type === 'prometheus-text' || type === 'openmetrics' || type === 'protobuf';
