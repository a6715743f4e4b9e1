import type { Fillings } from './interpolate.ts';

const REFERENCE = /\$(?:\{([a-zA-Z_]\w*)(?:[.:][^}]*)?\}|([a-zA-Z_]\w*))/g;

/** A text for people with what is chosen of its variables; `all` is the word for everything. Unknown names stay as they are. */
export function filledText(text: string, fillings: Fillings, all: string): string {
  if (!text.includes('$')) return text;
  return text.replace(REFERENCE, (reference, braced: string | undefined, plain: string | undefined) => {
    const filling = fillings.get(braced ?? plain!);
    switch (filling?.kind) {
      case undefined:
        return reference;
      case 'omit':
        return all;
      case 'none':
        return '–';
      case 'text':
        return filling.text;
      case 'values':
        return filling.values.join(' + ');
    }
  });
}
