import { plainReferences } from './references.ts';

/** The text of a text panel as Markdown. HTML is not drawn here, so its tags go and its links and headings stay. */
export function plainText(content: string, mode: string): string {
  const text = mode === 'html' || /<\/?[a-z][^>]*>/i.test(content) ? withoutTags(content) : content;
  const plain = withoutPictures(plainReferences(text));
  return plain.trim() === '' ? ' ' : plain.slice(0, 20_000);
}

/** Nothing is loaded from elsewhere: a picture is a link to it, unless it stands in one. */
function withoutPictures(markdown: string): string {
  return markdown
    .replace(
      /\[!\[([^\]]*)\]\([^)]*\)\]\(([^)\s]+)[^)]*\)/g,
      (_, alt: string, href: string) => `[${alt || href}](${href})`,
    )
    .replace(/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g, (_, alt: string, src: string) => `[${alt || src}](${src})`);
}

function withoutTags(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(
      /<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1\s*>/gi,
      (_, level: string, text: string) => `\n${'#'.repeat(Number(level))} ${text}\n`,
    )
    .replace(/<a\b[^>]*\bhref="(https?:\/\/[^"]*)"[^>]*>([\s\S]*?)<\/a\s*>/gi, '[$2]($1)')
    .replace(/<img\b[^>]*\bsrc="(https?:\/\/[^"]*)"[^>]*>/gi, (tag: string, src: string) => {
      const alt = /\balt="([^"]*)"/i.exec(tag)?.[1] ?? '';
      return `![${alt}](${src})`;
    })
    .replace(/<li\b[^>]*>/gi, '\n- ')
    .replace(/<(br|p|div|tr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
