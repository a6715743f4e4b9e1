import type { CDPSession } from 'playwright-core';

/** What a page holds, when everything that can be collected has been. */
export interface Heap {
  /** Objects, strings and what they are made of. */
  readonly objectBytes: number;
  /** Functions as the engine has compiled them. It grows until all that is used often has been optimised, and is no data of the page. */
  readonly codeBytes: number;
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** Compiled code and what belongs to it, by the names that V8 gives them in a snapshot. */
const OF_CODE = /^system \/ (?:Feedback|Bytecode|Instruction|Trusted|Protected|Code|WeakArrayList|Scope|Shared)/;

/**
 * Adds up a snapshot of the heap. Sizes that DevTools themselves add are not in it: what they keep of each request is native memory of a page
 * that is watched, and no other page has it.
 */
export async function heapOf(devtools: CDPSession): Promise<Heap> {
  const chunks: string[] = [];
  const onChunk = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  devtools.on('HeapProfiler.addHeapSnapshotChunk', onChunk);
  // Twice: what a finaliser lets go is collected by the next round. The snapshot collects once more.
  for (let round = 0; round < 2; round++) await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  devtools.off('HeapProfiler.addHeapSnapshotChunk', onChunk);
  return summed(JSON.parse(chunks.join('')) as Snapshot);
}

function summed({ snapshot: { meta }, nodes, strings }: Snapshot): Heap {
  const width = meta.node_fields.length;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => meta.node_fields.indexOf(field)) as [
    number,
    number,
    number,
  ];
  let [objectBytes, codeBytes] = [0, 0];
  for (let at = 0; at < nodes.length; at += width) {
    const kind = meta.node_types[0][nodes[at + type]!]!;
    if (kind === 'native') continue;
    if (kind === 'code' || OF_CODE.test(strings[nodes[at + name]!]!)) codeBytes += nodes[at + size]!;
    else objectBytes += nodes[at + size]!;
  }
  return { objectBytes, codeBytes };
}
