import { createElement, type ReactElement, type ReactNode, useMemo } from 'react';
import { parseMarkdown, type Block, type Inline } from './markdown.ts';
import classes from './TextPanel.module.css';

/** Markdown. */
export function TextPanel({ content }: { readonly content: string }): ReactElement {
  const blocks = useMemo(() => parseMarkdown(content), [content]);
  // Blocks have no identity but their place; they change all at once.
  // oxlint-disable-next-line react/no-array-index-key
  return (
    <div className={classes['text']}>
      {blocks.map((block, i) => (
        <BlockView key={i} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }): ReactNode {
  switch (block.kind) {
    case 'heading':
      // The page has its h1 and the panel its h3.
      return createElement(`h${Math.min(6, block.level + 3)}`, null, ...block.inline.map(inlineNode));
    case 'paragraph':
      return createElement('p', null, ...block.inline.map(inlineNode));
    case 'list':
      return createElement(
        block.ordered ? 'ol' : 'ul',
        null,
        ...block.items.map((item) => createElement('li', null, ...item.map(inlineNode))),
      );
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'rule':
      return <hr />;
  }
}

function inlineNode(inline: Inline): ReactNode {
  switch (inline.kind) {
    case 'link': {
      const away = inline.href.startsWith('/') ? {} : { target: '_blank', rel: 'noopener noreferrer' };
      return (
        <a href={inline.href} {...away}>
          {inline.text}
        </a>
      );
    }
    case 'text':
      return inline.text;
    case 'strong':
      return <strong>{inline.text}</strong>;
    case 'em':
      return <em>{inline.text}</em>;
    case 'code':
      return <code>{inline.text}</code>;
  }
}
