import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Node } from 'yaml';
import { FLAGS, problemOf, type Flag } from './flags.ts';

export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  /** Dotted, as the flag is named; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

/** Loaded with the first file: most servers are told by flags and environment, and start without it. */
const yaml = (): typeof Yaml => createRequire(import.meta.url)('yaml') as typeof Yaml;

/**
 * Reads binnacle.yaml: the flags' names, nested by their dots (`storage: { retention: 30d }`).
 * @returns the values by flag name, and every problem with its line
 */
export function readYaml(text: string, file: string): { values: Map<string, string>; problems: ConfigProblem[] } {
  const values = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  const { LineCounter, isMap, isScalar, isSeq, parseDocument } = yaml();
  const lines = new LineCounter();
  // Aliases are off: nothing here needs them, and they can make a small file expand without end.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: 'core', intAsBigInt: true });
  const lineOf = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  for (const error of document.errors) {
    problems.push({ file, line: lineOf(error.pos[0]), key: '', message: error.message.split('\n')[0]! });
  }
  if (problems.length > 0) return { values, problems };

  const walk = (node: Node | null, prefix: string): void => {
    if (!isMap(node)) {
      problems.push({ file, line: lineOf(node?.range?.[0] ?? 0), key: prefix, message: 'expected a map of settings' });
      return;
    }
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const dotted = prefix === '' ? name : `${prefix}.${name}`;
      const line = lineOf((key as Node).range?.[0] ?? 0);
      const flag = FLAGS.find((it) => it.name === dotted && it.name !== 'config');
      if (flag !== undefined) readValue(flag, value as Node | null, line);
      else if (FLAGS.some((it) => it.name.startsWith(`${dotted}.`))) walk(value as Node | null, dotted);
      else problems.push({ file, line, key: dotted, message: `unknown setting${suggestion(dotted)}` });
    }
  };
  const readValue = (flag: Flag, node: Node | null, line: number): void => {
    const parts = isSeq(node) && flag.kind === 'retention' ? node.items : [node];
    if (!parts.every((it) => isScalar(it) && it.value !== null)) {
      problems.push({ file, line, key: flag.name, message: 'expected a single value' });
      return;
    }
    // The text as it stands keeps `0755`, `1e3` or `on` from becoming something else than on the command line.
    const value = parts
      .map((it) => (isScalar(it) ? (it.type === 'PLAIN' ? it.source! : String(it.value)) : ''))
      .join(',');
    const problem = problemOf(flag, value);
    if (problem !== undefined) problems.push({ file, line, key: flag.name, message: `${problem}, got "${value}"` });
    else values.set(flag.name, value);
  };
  if (document.contents !== null) walk(document.contents, '');
  return { values, problems };
}

/** `; did you mean "listen"?` when a flag is within two edits. */
export function suggestion(name: string): string {
  const best = FLAGS.map((it) => ({ name: it.name, edits: editDistance(name, it.name) })).sort(
    (a, b) => a.edits - b.edits,
  )[0]!;
  return best.edits <= 2 ? `; did you mean "${best.name}"?` : '';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
