/**
 * Bytes per sample and speed of the codings of columns, on the kinds of series that clusters have. 64 series × 480 samples (two hours at
 * 15 s) of each kind, as they stand in one page.
 *
 *   node packages/storage-blocks/bench/codings.bench.ts
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { readNumbers, writeNumbers } from '../src/block/number-codec.ts';
import { ByteReader } from '../src/log/byte-reader.ts';
import { ByteWriter } from '../src/log/byte-writer.ts';

const COLUMNS = 64;
const ROWS = 480;

let seed = 42;
const random = (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 0x1_0000_0000;
};
const column = (next: (before: number, i: number) => number, first = 0): Float64Array => {
  let value = first;
  return Float64Array.from({ length: ROWS }, (_, i) => (value = next(value, i)));
};

const kinds: readonly { readonly name: string; readonly make: () => Float64Array }[] = [
  { name: 'idle', make: () => column((v) => v, Math.floor(random() * 100)) },
  { name: 'rarely changing', make: () => column((v) => (random() < 0.005 ? v + 1 : v), 3) },
  {
    name: 'counter, bursts',
    make: () =>
      column((v) => v + (random() < 0.7 ? Math.floor(random() * 5) : Math.floor(random() * 300)), (1e6 * random()) | 0),
  },
  { name: 'counter, steady', make: () => column((v) => v + 1500 + Math.floor(random() * 20), 1e9) },
  { name: 'seconds, two decimals', make: () => column((v) => Math.round((v + random() * 3) * 100) / 100, 12_345.67) },
  { name: 'seconds, all digits (a sum of durations)', make: () => column((v) => v + random() * 0.05, 17.3) },
  {
    name: 'bytes in pages of 4 KiB',
    make: () => column((v) => Math.max(4096, v + Math.floor((random() - 0.5) * 200) * 4096), 4096 * 50_000),
  },
  { name: 'noise', make: () => column(() => random()) },
  { name: 'gauge 0 or 1', make: () => column((v) => (random() < 0.02 ? 1 - v : v), 1) },
];

interface Coding {
  readonly name: string;
  readonly write: (columns: readonly Float64Array[]) => Uint8Array;
  readonly read?: (bytes: Uint8Array) => void;
}

const into = new Float64Array(ROWS);
const raw = (columns: readonly Float64Array[]): Uint8Array => {
  const out = new ByteWriter();
  for (const values of columns) out.doubles(values, 0, ROWS);
  return out.bytes().slice();
};
const coded = (columns: readonly Float64Array[]): Uint8Array => {
  const out = new ByteWriter();
  for (const values of columns) writeNumbers(out, values, ROWS);
  return out.bytes().slice();
};
const readCoded = (bytes: Uint8Array): void => {
  const reader = new ByteReader(bytes);
  for (let i = 0; i < COLUMNS; i++) readNumbers(reader, into, ROWS);
};
const zstd = (bytes: Uint8Array, level: number): Uint8Array =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } });

/** Bits of the Gorilla coding (Pelkonen et al., 2015): counted, not written. */
function gorillaBytes(columns: readonly Float64Array[]): number {
  let bits = 0;
  const view = new DataView(new ArrayBuffer(8));
  for (const values of columns) {
    let previous = 0n;
    let [leading, trailing] = [65, 0];
    values.forEach((value, i) => {
      view.setFloat64(0, value);
      const now = view.getBigUint64(0);
      const xor = now ^ previous;
      previous = now;
      if (i === 0) bits += 64;
      else if (xor === 0n) bits += 1;
      else {
        const text = xor.toString(2).padStart(64, '0');
        const lead = Math.min(31, text.indexOf('1'));
        const trail = 63 - text.lastIndexOf('1');
        if (lead >= leading && trail >= trailing) bits += 2 + 64 - leading - trailing;
        else {
          [leading, trailing] = [lead, trail];
          bits += 2 + 5 + 6 + 64 - lead - trail;
        }
      }
    });
  }
  return bits / 8;
}

const codings: readonly Coding[] = [
  { name: 'raw + zstd 1', write: (columns) => zstd(raw(columns), 1) },
  { name: 'ours alone', write: coded, read: readCoded },
  {
    name: 'ours + zstd 1',
    write: (columns) => zstd(coded(columns), 1),
    read: (bytes) => readCoded(zstdDecompressSync(bytes)),
  },
  {
    name: 'ours + zstd 3',
    write: (columns) => zstd(coded(columns), 3),
    read: (bytes) => readCoded(zstdDecompressSync(bytes)),
  },
  {
    name: 'ours + zstd 9',
    write: (columns) => zstd(coded(columns), 9),
    read: (bytes) => readCoded(zstdDecompressSync(bytes)),
  },
];

/** Million samples a second of CPU time. */
function speed(action: () => void): number {
  const cpuMs = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  for (let i = 0; i < 3; i++) action();
  const began = cpuMs();
  let rounds = 0;
  while (cpuMs() - began < 120) {
    action();
    rounds++;
  }
  return (rounds * COLUMNS * ROWS) / (cpuMs() - began) / 1000;
}

console.log(`| data | Gorilla | ${codings.map(({ name }) => name).join(' | ')} |`);
console.log(`|---|---|${codings.map(() => '---').join('|')}|`);
const totals = new Map<string, [number, number]>();
for (const { name, make } of kinds) {
  const columns = Array.from({ length: COLUMNS }, make);
  const cells = codings.map((coding) => {
    const bytes = coding.write(columns);
    const write = speed(() => coding.write(columns));
    const read = coding.read === undefined ? undefined : speed(() => coding.read!(bytes));
    const [w, r] = totals.get(coding.name) ?? [0, 0];
    totals.set(coding.name, [w + 1 / write, r + 1 / (read ?? Infinity)]);
    return (bytes.length / (COLUMNS * ROWS)).toFixed(3);
  });
  console.log(`| ${name} | ${(gorillaBytes(columns) / (COLUMNS * ROWS)).toFixed(3)} | ${cells.join(' | ')} |`);
}
const mean = (at: 0 | 1): string =>
  codings
    .map(({ name }) => (totals.get(name)![at] === 0 ? '–' : (kinds.length / totals.get(name)![at]).toFixed(0)))
    .join(' | ');
console.log(`| *writing, M samples/s* | | ${mean(0)} |`);
console.log(`| *reading, M samples/s* | | ${mean(1)} |`);
