/** Offset of the last comma outside of quotes and braces; -1 where there is none. */
export function endOfSelector(text: string): number {
  let last = -1;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '"' || char === "'" || char === '`') {
      for (i += 1; i < text.length && text[i] !== char; i++) if (text[i] === '\\' && char !== '`') i += 1;
    } else if ('{(['.includes(char)) depth += 1;
    else if ('})]'.includes(char)) depth -= 1;
    else if (char === ',' && depth === 0) last = i;
  }
  return last;
}
