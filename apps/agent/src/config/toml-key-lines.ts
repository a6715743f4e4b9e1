/**
 * Where each key of a TOML text stands. The TOML library gives positions for syntax errors only; a problem with a value
 * has to name its line too. The text is known to be valid TOML here, so the scanner only has to tell keys from values.
 *
 * @returns line (from 1) by path, such as `inputs.prom[0].tags.zone`; tables and elements of `[[…]]` are in it as well
 */
export function tomlKeyLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const tableCounts = new Map<string, number>();
  let table = '';
  let line = 1;
  let at = 0;
  const remember = (path: string): void => {
    if (!lines.has(path)) lines.set(path, line);
  };
  while (at < text.length) {
    const char = text[at]!;
    if (char === '\n') {
      line++;
      at++;
    } else if (char === ' ' || char === '\t' || char === '\r') {
      at++;
    } else if (char === '#') {
      at = endOfLine(text, at);
    } else if (char === '[') {
      const isArray = text[at + 1] === '[';
      const key = readKey(text, at + (isArray ? 2 : 1));
      table = resolveTable(key.parts, isArray, tableCounts);
      remember(table);
      at = endOfLine(text, key.end);
    } else {
      const key = readKey(text, at);
      const path = [table, ...key.parts].filter((part) => part !== '').join('.');
      remember(path);
      const value = skipValue(text, key.end + 1);
      line += value.newlines;
      at = value.end;
    }
  }
  return lines;
}

/** The line of `path`, or of the closest thing around it that has one (keys of inline tables have none of their own). */
export function lineOf(lines: ReadonlyMap<string, number>, path: string): number | undefined {
  let rest = path;
  while (rest !== '') {
    const line = lines.get(rest) ?? lines.get(`${rest}[0]`);
    if (line !== undefined) return line;
    rest = rest.slice(0, Math.max(rest.lastIndexOf('.'), rest.lastIndexOf('['), 0));
  }
  return undefined;
}

/** `[a.b]` means the last element wherever `a` or `a.b` is an array of tables. */
function resolveTable(parts: readonly string[], isArray: boolean, counts: Map<string, number>): string {
  let path = '';
  for (const [i, part] of parts.entries()) {
    path = path === '' ? part : `${path}.${part}`;
    const isLast = i === parts.length - 1;
    if (isLast && isArray) counts.set(path, (counts.get(path) ?? 0) + 1);
    const count = counts.get(path);
    if (count !== undefined) path = `${path}[${count - 1}]`;
  }
  return path;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Reads a dotted key up to its `=` or `]`. */
function readKey(text: string, from: number): { readonly parts: string[]; readonly end: number } {
  const parts: string[] = [];
  let part = '';
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (char === '=' || char === ']' || char === '\n') break;
    if (char === '"' || char === "'") {
      const end = skipString(text, at);
      part += text.slice(at + 1, end - 1);
      at = end - 1;
    } else if (char === '.') {
      parts.push(part);
      part = '';
    } else if (char !== ' ' && char !== '\t') {
      part += char;
    }
  }
  parts.push(part);
  return { parts, end: at };
}

function skipString(text: string, from: number): number {
  const quote = text[from]!;
  const isLong = text.startsWith(quote.repeat(3), from);
  const close = isLong ? quote.repeat(3) : quote;
  for (let at = from + close.length; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text.startsWith(close, at)) {
      let end = at + close.length;
      if (!isLong) return end;
      // A multi-line string may end in up to two more quotes that belong to its value.
      while (text[end] === quote) end++;
      return end;
    }
  }
  return text.length;
}

/** Skips a value with all its brackets and comments, up to the line break (or the end) that closes it. */
function skipValue(text: string, from: number): { readonly end: number; readonly newlines: number } {
  let depth = 0;
  let newlines = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '"' || char === "'") {
      const end = skipString(text, at);
      for (let i = at; i < end; i++) if (text[i] === '\n') newlines++;
      at = end;
      continue;
    }
    if (char === '#') {
      at = endOfLine(text, at);
      continue;
    }
    if (char === '[' || char === '{') depth++;
    if (char === ']' || char === '}') depth--;
    if (char === '\n') {
      if (depth <= 0) return { end: at, newlines };
      newlines++;
    }
    at++;
  }
  return { end: at, newlines };
}
