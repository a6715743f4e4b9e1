/** A piece of a replacement text: literal, or what a group of the pattern matched, by number or name. */
type Piece = { readonly text: string } | { readonly group: number | string };

/**
 * Reads a replacement with `$1`, `$name`, `${1}`, `${name}` and `$$`, as Go's regexp package expands them: a name is as
 * long as it can be, and what is no group is nothing.
 */
export function parseReplacement(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = template;
  for (let at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
    if (at > 0) pieces.push({ text: rest.slice(0, at) });
    const after = rest.slice(at + 1);
    const reference = /^(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u.exec(after);
    if (reference !== null) {
      const name = (reference[1] ?? reference[2])!;
      pieces.push({ group: /^\d+$/.test(name) ? Number(name) : name });
      rest = after.slice(reference[0].length);
    } else {
      pieces.push({ text: '$' });
      rest = after.startsWith('$') ? after.slice(1) : after;
    }
  }
  if (rest !== '') pieces.push({ text: rest });
  return pieces;
}

/** Puts the groups in. */
export function expandReplacement(
  pieces: readonly Piece[],
  groupOf: (group: number | string) => string | undefined,
): string {
  return pieces.map((piece) => ('text' in piece ? piece.text : (groupOf(piece.group) ?? ''))).join('');
}
