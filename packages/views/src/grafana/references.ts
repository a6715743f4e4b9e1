/** `[[name]]` and `[[name:format]]` are older ways to write `${name}`. */
export const plainReferences = (text: string): string =>
  text.replace(/\[\[\s*([a-zA-Z_]\w*)(?::\w+)?\s*\]\]/g, '$${$1}').replace(/\$\{([a-zA-Z_]\w*)[.:][^}]*\}/g, '$${$1}');

/** Macros that stand for something of the other system, or for a time that is not part of a query here. */
const MACROS = /\$\{?(_(?!_rate_interval\b|_interval\b|_interval_ms\b|_range\b|_range_s\b)\w*)(?:[.:]\w+)*\}?/g;

/** A query without macros that mean nothing here, and the names of those that were left out: 0 stands in their place. */
export function withoutMacros(text: string): { readonly text: string; readonly macros: readonly string[] } {
  const macros = new Set<string>();
  const known = text
    .replace(/\$\{?__range_ms\}?ms\b/g, '$$__range')
    .replace(/\$\{?__range_ms\b\}?/g, '($$__range_s * 1000)')
    .replace(/\$\{?__interval_s\b\}?/g, '($$__interval_ms / 1000)');
  const plain = known.replace(MACROS, (_, name: string) => {
    macros.add(`$${name}`);
    return '0';
  });
  return { text: plain, macros: [...macros] };
}
