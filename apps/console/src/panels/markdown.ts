/** A small Markdown: what text panels need, as a tree. HTML in it is text like any other, so nothing has to be filtered. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3 | 4; readonly inline: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inline: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' };

export type Inline =
  | { readonly kind: 'text' | 'strong' | 'em' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*]+)\*|\b_([^_]+)_\b|\[([^\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/g;

export function parseMarkdown(source: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  let i = 0;
  while (i < lines.length) {
    const line = lines[i]!;
    if (line.trim() === '') i += 1;
    else if (line.startsWith('```')) {
      const end = lines.findIndex((other, at) => at > i && other.startsWith('```'));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(i + 1, last).join('\n') });
      i = last + 1;
    } else if (/^(-{3,}|\*{3,})\s*$/.test(line)) {
      blocks.push({ kind: 'rule' });
      i += 1;
    } else if (/^#{1,4}\s/.test(line)) {
      const level = line.indexOf(' ') as 1 | 2 | 3 | 4;
      blocks.push({ kind: 'heading', level, inline: parseInline(line.slice(level + 1)) });
      i += 1;
    } else if (LIST_ITEM.test(line)) {
      const ordered = /^\s*\d/.test(line);
      const items: (readonly Inline[])[] = [];
      for (; i < lines.length && LIST_ITEM.test(lines[i]!); i++)
        items.push(parseInline(lines[i]!.replace(LIST_ITEM, '')));
      blocks.push({ kind: 'list', ordered, items });
    } else {
      const start = i;
      while (i < lines.length && lines[i]!.trim() !== '' && !BLOCK_START.test(lines[i]!)) i += 1;
      blocks.push({ kind: 'paragraph', inline: parseInline(lines.slice(start, i).join(' ')) });
    }
  }
  return blocks;
}

const LIST_ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;
const BLOCK_START = /^(?:#{1,4}\s|```|\s*(?:[-*+]|\d+[.)])\s+|(?:-{3,}|\*{3,})\s*$)/;

function parseInline(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    const [whole, code, strong, strong2, em, em2, label, href] = match;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined || strong2 !== undefined) parts.push({ kind: 'strong', text: (strong ?? strong2)! });
    else if (em !== undefined || em2 !== undefined) parts.push({ kind: 'em', text: (em ?? em2)! });
    else if (isSafe(href!)) parts.push({ kind: 'link', text: label!, href: href! });
    else parts.push({ kind: 'text', text: whole });
    from = match.index + whole.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** Pages of the web and of this console; never `javascript:`, `data:` or `//elsewhere`. */
export function isSafe(href: string): boolean {
  return /^https?:\/\//i.test(href) || /^\/(?![/\\])/.test(href) || /^mailto:/i.test(href);
}
