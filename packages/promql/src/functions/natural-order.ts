/**
 * True when `a` comes before `b` in natural order: runs of digits compare as numbers, everything else as text.
 *
 * Two texts where one is the beginning of the other are in the order in which Prometheus's library puts them.
 */
export function comesBefore(a: string, b: string): boolean {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < left.length; i++) {
    const [x, y] = [left[i]!, right[i]];
    if (y === undefined) return false;
    const numeric = isInteger(x) && isInteger(y);
    const equal = numeric ? Number(x) === Number(y) : x === y;
    if (!equal) return numeric ? Number(x) < Number(y) : x < y;
    if (i === left.length - 1) return true;
    if (i === right.length - 1) return false;
  }
  return false;
}

const isInteger = (text: string): boolean => /^\d+$/.test(text) && Number(text) < 2 ** 63;
