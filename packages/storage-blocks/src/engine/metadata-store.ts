import { join } from 'node:path';
import type { MetricMetadata } from '@binnacle/model';
import { readCheckedJson, writeCheckedJson } from '../manifest/checked-json.ts';

const MAX_OF_A_METRIC = 8;
const MAX_METRICS = 200_000;

/** Type, help and unit of metric families: in memory, in the log when they come, in a file of their own when the log goes. */
export class MetadataStore {
  private readonly path: string;
  private readonly byMetric = new Map<string, MetricMetadata[]>();
  private bytes: SharedArrayBuffer | undefined;
  private isSaved = true;

  constructor(workspaceFolder: string) {
    this.path = join(workspaceFolder, 'metadata.json');
  }

  /** Reads the file; returns what is wrong with it. */
  async read(): Promise<string | undefined> {
    const read = await readCheckedJson(this.path);
    if (read.kind === 'damaged') return read.problem;
    if (read.kind !== 'ok' || !Array.isArray(read.value)) return undefined;
    const entries: [string, MetricMetadata[]][] = read.value;
    for (const [metric, list] of entries) this.byMetric.set(metric, list);
    return undefined;
  }

  add(metric: string, metadata: MetricMetadata): void {
    const known = this.byMetric.get(metric) ?? [];
    const { type, help, unit } = metadata;
    if (known.some((each) => each.type === type && each.help === help && each.unit === unit)) return;
    if (known.length === 0 && this.byMetric.size >= MAX_METRICS) return;
    this.byMetric.set(metric, [...known, metadata].slice(-MAX_OF_A_METRIC));
    this.bytes = undefined;
    this.isSaved = false;
  }

  async save(): Promise<void> {
    if (this.isSaved) return;
    this.isSaved = true;
    try {
      await writeCheckedJson(this.path, [...this.byMetric]);
    } catch (cause) {
      this.isSaved = false;
      throw cause;
    }
  }

  /** JSON of all entries, for readers; made once for as long as nothing is added. */
  published(): SharedArrayBuffer {
    if (this.bytes === undefined) {
      const bytes = new TextEncoder().encode(JSON.stringify([...this.byMetric]));
      this.bytes = new SharedArrayBuffer(bytes.length);
      new Uint8Array(this.bytes).set(bytes);
    }
    return this.bytes;
  }
}
