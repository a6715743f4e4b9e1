/** A piece of a replacement: text as it is, or the group whose text goes there. */
export type TemplatePart = { readonly text: string } | { readonly group: string };

/**
 * Reads a replacement in the syntax of Go's `Regexp.Expand`: `$1`, `${1}`, `$name`, `${name}`, and `$$` for a dollar sign. A name
 * is as long as possible (`$1x` is the group `1x`, of which there is none); a dollar sign that begins nothing stays.
 */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = '';
  let at = 0;
  while (at < template.length) {
    const dollar = template.indexOf('$', at);
    if (dollar < 0) break;
    text += template.slice(at, dollar);
    REFERENCE.lastIndex = dollar;
    const match = REFERENCE.exec(template);
    if (match === null) {
      text += '$';
      at = dollar + 1;
    } else if (match[0] === '$$') {
      text += '$';
      at = dollar + 2;
    } else {
      if (text !== '') parts.push({ text });
      text = '';
      parts.push({ group: match[1] ?? match[2]! });
      at = dollar + match[0].length;
    }
  }
  text += template.slice(at);
  if (text !== '') parts.push({ text });
  return parts;
}

const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/uy;

/** @param group  text of a group; '' where there is none */
export function expandTemplate(parts: readonly TemplatePart[], group: (name: string) => string): string {
  let expanded = '';
  for (const part of parts) expanded += 'text' in part ? part.text : group(part.group);
  return expanded;
}
