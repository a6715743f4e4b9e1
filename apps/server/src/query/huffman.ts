/**
 * Lengths of the codes of a Huffman code, by symbol, none longer than `longest` bits: the more frequent, the shorter. A symbol without
 * occurrences gets none (length 0).
 */
export function codeLengths(frequencies: Uint32Array, longest: number): Uint8Array {
  const lengths = new Uint8Array(frequencies.length);
  // The frequency above the symbol in one number, so that sorting is that of numbers; both are below 2^26.
  const used = Float64Array.from(
    Array.from(frequencies.keys()).filter((symbol) => frequencies[symbol]! > 0),
    (symbol) => frequencies[symbol]! * SYMBOLS + symbol,
  ).sort();
  const count = used.length;
  if (count < 2) {
    if (count === 1) lengths[used[0]! % SYMBOLS] = 1;
    return lengths;
  }
  const depths = depthsOf(used.map((key) => Math.floor(key / SYMBOLS)));
  const ofLength = new Uint32Array(longest + 1);
  for (const depth of depths) ofLength[Math.min(depth, longest)]!++;
  shorten(ofLength, longest);
  // The most frequent first, from the shortest code on.
  let length = 0;
  let left = 0;
  for (let i = count - 1; i >= 0; i--) {
    while (left === 0) left = ofLength[++length]!;
    lengths[used[i]! % SYMBOLS] = length;
    left--;
  }
  return lengths;
}

const SYMBOLS = 512;

/** How deep each of some weights, which ascend, lies in the tree: leaves and inner nodes are two queues, both in order. */
function depthsOf(weights: Float64Array): Uint8Array {
  const count = weights.length;
  const inner = new Float64Array(count - 1);
  const parents = new Int32Array(2 * count - 1);
  let [leaf, node] = [0, 0];
  for (let made = 0; made < count - 1; made++) {
    let weight = 0;
    for (let k = 0; k < 2; k++) {
      const takesLeaf = leaf < count && (node >= made || weights[leaf]! <= inner[node]!);
      parents[takesLeaf ? leaf : count + node] = made;
      weight += takesLeaf ? weights[leaf++]! : inner[node++]!;
    }
    inner[made] = weight;
  }
  const innerDepths = new Uint8Array(count - 1);
  for (let at = count - 3; at >= 0; at--) innerDepths[at] = innerDepths[parents[count + at]!]! + 1;
  const depths = new Uint8Array(count);
  for (let i = 0; i < count; i++) depths[i] = innerDepths[parents[i]!]! + 1;
  return depths;
}

/** Makes a code of lengths of which some were too long: what they take more is taken from others. */
function shorten(ofLength: Uint32Array, longest: number): void {
  let taken = 0;
  for (let length = 1; length <= longest; length++) taken += ofLength[length]! * 2 ** (longest - length);
  for (; taken > 2 ** longest; taken--) {
    ofLength[longest]!--;
    let length = longest - 1;
    while (ofLength[length] === 0) length--;
    ofLength[length]!--;
    ofLength[length + 1]! += 2;
  }
}

/** The codes of lengths, each with its bits turned round, as deflate writes them. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const ofLength = new Uint32Array(17);
  for (const length of lengths) if (length > 0) ofLength[length]!++;
  const next = new Uint32Array(17);
  for (let length = 1, code = 0; length <= 16; length++) next[length] = code = (code + ofLength[length - 1]!) << 1;
  const codes = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length > 0) codes[symbol] = reversed(next[length]!++, length);
  });
  return codes;
}

function reversed(code: number, length: number): number {
  let out = 0;
  for (let i = 0; i < length; i++) out |= ((code >>> i) & 1) << (length - 1 - i);
  return out;
}
