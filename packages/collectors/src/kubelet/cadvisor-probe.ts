import type { KubeletClient } from './kubelet-client.ts';

/** What a kubelet tells of containers by itself. */
export type CadvisorState =
  /** The metrics that its `/metrics/cadvisor` has; no others need to be made up for. */
  | { readonly kind: 'present'; readonly families: ReadonlySet<string> }
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
  return { kind: 'present', families: scan.families };
}

const TYPE = Buffer.from('# TYPE ');
const USAGE = Buffer.from('container_cpu_usage_seconds_total{');
const CONTAINER = /[{,]container="(?!POD")[^"]/;

/** Finds the names of families, and whether there is a container among them, without parsing the samples. */
export class ExpositionScan {
  readonly families = new Set<string>();
  sawContainer = false;
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
    if (this.sawContainer || end - start < USAGE.length) return;
    if (text.compare(USAGE, 0, USAGE.length, start, start + USAGE.length) !== 0) return;
    if (CONTAINER.test(text.toString('latin1', start, end))) this.sawContainer = true;
  }
}
