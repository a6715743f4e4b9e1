/**
 * What stands in the place of a variable. `omit`: no condition at all, its matcher goes away. `none`: nothing can match,
 * as when "all values" of an empty list are asked for.
 */
export type Filling =
  | { readonly kind: 'omit' }
  | { readonly kind: 'none' }
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'text'; readonly text: string };

export type Fillings = ReadonlyMap<string, Filling>;

const REFERENCE = /\$(?:\{([a-zA-Z_][a-zA-Z0-9_]*)(?::[a-z]+)?\}|([a-zA-Z_][a-zA-Z0-9_]*))/g;
const WHOLE_REFERENCE = /^\$(?:\{([a-zA-Z_][a-zA-Z0-9_]*)(?::[a-z]+)?\}|([a-zA-Z_][a-zA-Z0-9_]*))$/;
const MATCHER = /^(\s*(?:[a-zA-Z_][a-zA-Z0-9_.:]*|"(?:[^"\\]|\\.)*")\s*)(=~|!~|!=|=)\s*(["'`])([\s\S]*)\3(\s*)$/;
/** In a matcher, which is anchored at both ends, this fits no string. */
const NOTHING = '.^';

/**
 * Fills variables into PromQL, or into a variable's own query. Inside `{…}` a matcher whose value is nothing but a
 * variable is rewritten as a whole: left out for "all", `=~` with escaped alternatives for several values. Everywhere
 * else the value is put in as text, escaped where it stands inside a regular expression. Unknown names stay as they are.
 */
export function interpolate(text: string, fillings: Fillings): string {
  let out = '';
  let i = 0;
  while (i < text.length) {
    const char = text[i]!;
    if (char === '#') {
      const end = endOfLine(text, i);
      out += text.slice(i, end);
      i = end;
    } else if (char === '"' || char === "'" || char === '`') {
      const end = endOfString(text, i);
      out += fillText(text.slice(i, end), fillings, 'string');
      i = end;
    } else if (char === '{' && text[i - 1] !== '$') {
      const end = endOfBraces(text, i);
      out += `{${fillMatchers(text.slice(i + 1, end), fillings)}}`;
      i = end + 1;
    } else if (char === '$') {
      REFERENCE.lastIndex = i;
      const match = REFERENCE.exec(text);
      if (match !== null && match.index === i) {
        out += fillText(match[0], fillings, 'bare');
        i += match[0].length;
      } else {
        out += char;
        i += 1;
      }
    } else {
      out += char;
      i += 1;
    }
  }
  return out;
}

/** A value as a part of a regular expression of RE2. */
export function escapeRegex(value: string): string {
  return value.replace(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}

function fillMatchers(body: string, fillings: Fillings): string {
  const kept: string[] = [];
  let leftOut = false;
  for (const matcher of splitAtCommas(body)) {
    const filled = fillMatcher(matcher, fillings);
    if (filled === undefined) leftOut = true;
    else kept.push(filled);
  }
  // A comma after the last matcher is allowed, an empty piece between two is not.
  return leftOut ? kept.filter((piece) => piece.trim() !== '').join(',') : kept.join(',');
}

/** undefined when the matcher goes away. */
function fillMatcher(matcher: string, fillings: Fillings): string | undefined {
  const parts = MATCHER.exec(matcher);
  if (parts === null) return fillText(matcher, fillings, 'bare');
  const [label, operator, quote, value, tail] = [parts[1]!, parts[2]!, parts[3]!, parts[4]!, parts[5]!];
  const whole = WHOLE_REFERENCE.exec(value);
  const filling = whole === null ? undefined : fillings.get(whole[1] ?? whole[2]!);
  const regex = operator === '=~' || operator === '!~';
  if (filling === undefined) {
    return `${label}${operator}${quote}${fillText(value, fillings, regex ? 'regex' : 'string')}${quote}${tail}`;
  }
  const negated = operator.startsWith('!');
  switch (filling.kind) {
    case 'omit':
      return undefined;
    case 'none':
      return `${label}${negated ? '!~' : '=~'}"${NOTHING}"${tail}`;
    case 'text':
      // Free text in a regular expression is one: whoever types it means its stars and dots.
      return `${label}${operator}${quoted(filling.text)}${tail}`;
    case 'values': {
      const [only] = filling.values;
      if (filling.values.length === 1) return `${label}${negated ? '!=' : '='}${quoted(only!)}${tail}`;
      const alternatives = filling.values.map(escapeRegex).join('|');
      return `${label}${negated ? '!~' : '=~'}${quoted(alternatives)}${tail}`;
    }
  }
}

function fillText(text: string, fillings: Fillings, place: 'bare' | 'string' | 'regex'): string {
  return text.replace(REFERENCE, (reference, braced: string | undefined, plain: string | undefined) => {
    const filling = fillings.get(braced ?? plain!);
    if (filling === undefined) return reference;
    switch (filling.kind) {
      case 'omit':
        return place === 'regex' ? '.*' : '';
      case 'none':
        return place === 'regex' ? NOTHING : '';
      case 'text':
        return place === 'bare' ? filling.text : escapeString(filling.text);
      case 'values': {
        if (place === 'bare') return filling.values.join(',');
        if (place === 'string') return escapeString(filling.values.join(','));
        const alternatives = escapeString(filling.values.map(escapeRegex).join('|'));
        return filling.values.length === 1 ? alternatives : `(?:${alternatives})`;
      }
    }
  });
}

function quoted(value: string): string {
  return `"${escapeString(value)}"`;
}

function escapeString(value: string): string {
  return value.replace(/[\\"]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`);
}

/** Offset after the string that opens at `start`; the end of the text where it is not closed. */
function endOfString(text: string, start: number): number {
  const quote = text[start]!;
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote !== '`') i += 1;
    else if (text[i] === quote) return i + 1;
  }
  return text.length;
}

/** Offset of the brace that closes the one at `start`; the end of the text where there is none. */
function endOfBraces(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i]!;
    if (char === '}') return i;
    if (char === '"' || char === "'" || char === '`') i = endOfString(text, i) - 1;
  }
  return text.length;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function splitAtCommas(body: string): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let i = 0; i < body.length; i++) {
    const char = body[i]!;
    if (char === '"' || char === "'" || char === '`') i = endOfString(body, i) - 1;
    else if (char === ',') {
      pieces.push(body.slice(from, i));
      from = i + 1;
    }
  }
  pieces.push(body.slice(from));
  return pieces;
}
