import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml';
import { AGENT_OPTIONS, agentOption } from './agent-options.ts';
import { didYouMean } from './did-you-mean.ts';
import { problemAt, type Problem } from './problem.ts';
import type { Layer } from './read-flags.ts';

/**
 * Reads agent.yaml. Keys are the flags, nested by the dots (`server: {url: …}`); the dotted spelling works as well.
 */
export function readAgentYaml(
  file: string,
  text: string,
): { readonly layer: Layer; readonly problems: readonly Problem[] } {
  const layer = new Map<string, { values: readonly string[]; place: string }>();
  const problems: Problem[] = [];
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineOf = (node: Node | null | undefined): number => counter.linePos(node?.range?.[0] ?? 0).line;
  const report = (node: Node | null | undefined, key: string, code: string, message: string, advice?: string): void => {
    problems.push(problemAt({ file, line: lineOf(node), key }, 'error', code, message, advice));
  };
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      const line = error.linePos?.[0].line ?? 1;
      problems.push(problemAt({ file, line }, 'error', 'bad_yaml', `not valid YAML: ${error.message.split('\n')[0]}`));
    }
    return { layer, problems };
  }
  const walk = (map: YAMLMap, prefix: string): void => {
    for (const { key: keyNode, value: valueNode } of map.items) {
      if (!isScalar(keyNode)) continue;
      const value = valueNode as Node | null;
      const path = prefix === '' ? String(keyNode.value) : `${prefix}.${String(keyNode.value)}`;
      const option = agentOption(path);
      // `election` is a setting of its own, and `election.namespace` another one.
      if (option?.kind !== 'list' && isMap(value) && AGENT_OPTIONS.some(({ name }) => name.startsWith(`${path}.`))) {
        walk(value, path);
      } else if (option === undefined) {
        const near = didYouMean(
          path,
          AGENT_OPTIONS.map(({ name }) => name),
        );
        const advice =
          near === undefined
            ? `Expected one of ${AGENT_OPTIONS.map(({ name }) => name).join(', ')}`
            : `Did you mean ${near}?`;
        report(keyNode, path, 'unknown_option', 'unknown key', advice);
      } else if (isScalar(value) && value.value !== null) {
        layer.set(path, { values: [String(value.value)], place: `${file}:${lineOf(keyNode)}: ${path}` });
      } else if (option.kind === 'list' && isSeq(value) && value.items.every((item) => isScalar(item))) {
        const values = value.items.map((item) => String(isScalar(item) ? item.value : ''));
        layer.set(path, { values, place: `${file}:${lineOf(keyNode)}: ${path}` });
      } else if (path === 'global-tag' && isMap(value) && value.items.every((item) => isScalar(item.value))) {
        const values = value.items.map(
          (item) => `${String(item.key)}=${String(isScalar(item.value) ? item.value.value : '')}`,
        );
        layer.set(path, { values, place: `${file}:${lineOf(keyNode)}: ${path}` });
      } else {
        report(keyNode, path, 'bad_value', option.kind === 'list' ? 'expected a list of values' : 'expected one value');
      }
    }
  };
  const root = document.contents;
  if (isMap(root)) walk(root, '');
  else if (root !== null) report(root, '', 'bad_yaml', 'expected keys with values at the top of the file');
  return { layer, problems };
}
