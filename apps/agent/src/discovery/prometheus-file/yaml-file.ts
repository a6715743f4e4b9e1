import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { problemAt, type Place, type Problem } from '../../config/problem.ts';

export interface YamlFile {
  /** Maps, lists and texts: every scalar is a text, as it is written. Undefined when the file is no YAML. */
  readonly value: unknown;
  /** @param path  as `scrape_configs[0].job_name` */
  readonly placeOf: (path: string) => Place;
  readonly problems: readonly Problem[];
}

/** More is no configuration. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Reads YAML as Go's strict decoder sees it when the fields are texts: `regex: 5m`, `replacement: 1.10` and `modulus: 8` stay as they
 * are written, and the schema makes numbers of what has to be one.
 */
export function readYaml(file: string, text: string): YamlFile {
  const bad = (place: Place, message: string): YamlFile => ({
    value: undefined,
    placeOf: () => ({ file }),
    problems: [problemAt(place, 'error', 'bad_yaml', message)],
  });
  if (text.length > MAX_BYTES) return bad({ file }, `larger than ${MAX_BYTES / 1024 / 1024} MB`);
  const counter = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', merge: true, lineCounter: counter, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    return bad({ file, line }, `not valid YAML: ${error.message.split('\n')[0]!.replace(/ at line \d.*$/, '')}`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    return bad({ file }, `not valid YAML: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const lines = new Map<string, number>();
  const note = (node: Node | null | undefined, path: string): void => {
    const at = node?.range?.[0];
    if (at !== undefined && !lines.has(path)) lines.set(path, counter.linePos(at).line);
  };
  const walk = (node: unknown, path: string, depth: number): void => {
    if (depth > MAX_DEPTH || isAlias(node)) return;
    if (isMap(node)) {
      for (const { key, value: child } of node.items) {
        if (!isScalar(key)) continue;
        const inner = path === '' ? String(key.value) : `${path}.${String(key.value)}`;
        note(key, inner);
        walk(child, inner, depth + 1);
      }
    } else if (isSeq(node)) {
      for (const [i, child] of node.items.entries()) {
        note(child as Node, `${path}[${i}]`);
        walk(child, `${path}[${i}]`, depth + 1);
      }
    }
  };
  walk(document.contents, '', 0);
  return { value, placeOf: (path) => placeIn(file, lines, path), problems: [] };
}

const MAX_DEPTH = 50;

/** The line of the path, or of the nearest one around it. */
function placeIn(file: string, lines: ReadonlyMap<string, number>, path: string): Place {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]*)$/, '')) {
    const line = lines.get(at);
    if (line !== undefined) return { file, key: path, line };
  }
  return path === '' ? { file } : { file, key: path };
}
