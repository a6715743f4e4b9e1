import type { KubeletClient } from './kubelet-client.ts';

/** What a kubelet tells of containers by itself. */
export type CadvisorState =
  /**
   * The metrics that its `/metrics/cadvisor` has; no others need to be made up for. With a runtime behind CRI most releases measure
   * the file systems of the machine alone, under the same names.
   */
  | {
      readonly kind: 'present';
      readonly families: ReadonlySet<string>;
      readonly fileSystems: 'of containers' | 'of the machine';
    }
  /** Turned off, forbidden, or without containers (some runtimes are not seen by cAdvisor). */
  | { readonly kind: 'absent'; readonly reason: string };

/** Looks at the whole exposition, which costs the kubelet a scrape: done rarely. */
export async function probeCadvisor(kubelet: KubeletClient, signal: AbortSignal): Promise<CadvisorState> {
  const scan = new ExpositionScan();
  const reply = await kubelet.getBytes('/metrics/cadvisor', signal, (chunk) => {
    scan.push(chunk);
    return 'more';
  });
  if (!reply.ok) return { kind: 'absent', reason: reply.reason };
  if (!scan.sawContainer) return { kind: 'absent', reason: '/metrics/cadvisor tells of no container' };
  const fileSystems = scan.sawFileSystem ? 'of containers' : 'of the machine';
  return { kind: 'present', families: scan.families, fileSystems };
}

const TYPE = Buffer.from('# TYPE ');
const USAGE = Buffer.from('container_cpu_usage_seconds_total{');
const FILE_SYSTEM = Buffer.from('container_fs_usage_bytes{');
const CONTAINER = /[{,]container="(?!POD")[^"]/;

/** Finds the names of families, and whether there are containers among them, without parsing the samples. */
export class ExpositionScan {
  readonly families = new Set<string>();
  sawContainer = false;
  /** That of a container. */
  sawFileSystem = false;
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    const text = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (;;) {
      const end = text.indexOf(10, start);
      if (end < 0) break;
      this.#line(text, start, end);
      start = end + 1;
    }
    // A copy: the chunk's memory is used again.
    this.#rest = Buffer.from(text.subarray(start));
  }

  #line(text: Buffer, start: number, end: number): void {
    if (text[start] === 35) {
      if (text.compare(TYPE, 0, TYPE.length, start, start + TYPE.length) !== 0) return;
      const name = text.toString('latin1', start + TYPE.length, end).split(' ')[0];
      if (name !== undefined && name !== '') this.families.add(name);
      return;
    }
    this.sawContainer ||= isOfContainer(text, start, end, USAGE);
    this.sawFileSystem ||= isOfContainer(text, start, end, FILE_SYSTEM);
  }
}

function isOfContainer(text: Buffer, start: number, end: number, metric: Buffer): boolean {
  if (end - start < metric.length || text.compare(metric, 0, metric.length, start, start + metric.length) !== 0)
    return false;
  return CONTAINER.test(text.toString('latin1', start, end));
}
