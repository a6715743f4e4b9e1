const REFERENCE = /\$(?:\{([a-zA-Z_][a-zA-Z0-9_]*)(?::[a-z]+)?\}|([a-zA-Z_][a-zA-Z0-9_]*))/g;

/** Names of the variables a text refers to, each once, in order of appearance. `$1` of a replacement is none. */
export function variableReferences(text: string): readonly string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(REFERENCE)) names.add(match[1] ?? match[2]!);
  return [...names];
}
