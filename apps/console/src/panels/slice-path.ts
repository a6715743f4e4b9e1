/**
 * The outline of a slice of the unit circle, beginning at twelve o'clock, clockwise, as an SVG path.
 *
 * @param from   where the slice begins, as a part of the circle
 * @param to     where it ends
 * @param inner  radius of the hole; 0 for none
 */
export function slicePath(from: number, to: number, inner: number): string {
  // An arc from a point to itself is nothing: a whole circle is drawn as two halves.
  if (to - from >= 1 - 1e-9) {
    const hole =
      inner === 0 ? '' : `M0,${-inner}A${inner},${inner} 0 1 0 0,${inner}A${inner},${inner} 0 1 0 0,${-inner}Z`;
    return `M0,-1A1,1 0 1 1 0,1A1,1 0 1 1 0,-1Z${hole}`;
  }
  const large = to - from > 0.5 ? 1 : 0;
  const [begin, end] = [at(from, 1), at(to, 1)];
  if (inner === 0) return `M0,0L${begin}A1,1 0 ${large} 1 ${end}Z`;
  return `M${begin}A1,1 0 ${large} 1 ${end}L${at(to, inner)}A${inner},${inner} 0 ${large} 0 ${at(from, inner)}Z`;
}

function at(part: number, radius: number): string {
  const angle = 2 * Math.PI * part;
  return `${round(Math.sin(angle) * radius)},${round(-Math.cos(angle) * radius)}`;
}

const round = (n: number): number => Math.round(n * 1e4) / 1e4;
