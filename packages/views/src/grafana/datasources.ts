import { isObject, objectOf, objectsOf, textOf, type Json } from './json.ts';

/** What answers PromQL, or only stands between. */
const PROMQL =
  /^$|prometheus|^mixed$|^datasource$|^-- Mixed --$|victoriametrics(-metrics)?-datasource|thanos|mimir|cortex|^default$/;
/** Names by which people call their sources of other kinds, where a file says no more than that. */
const OTHER_NAMES =
  /loki|tempo|elastic|opensearch|influx|graphite|mysql|postgres|cloudwatch|zabbix|testdata|jaeger|clickhouse/i;

/** Text that only a store of logs understands: a selector with a filter of lines behind it. */
const LOGS = /\}\s*(?:\|[=~>]|!=\s*[`"]|!~\s*[`"]|\|\s*[a-z_]+)/;

/** Whether a query asks something else than a PromQL engine. */
export const isForeign = (kind: string, expr: string): boolean => !PROMQL.test(kind) || LOGS.test(expr);

/**
 * Kinds of sources by the names that a file has for them: what the exporter asks for (`${DS_LOKI}`), and variables that choose one.
 */
export function sourceKinds(model: Json, file: Json): ReadonlyMap<string, string> {
  const inputs = objectsOf(model['__inputs'] ?? file['__inputs']).map((it) => [
    textOf(it['name']),
    textOf(it['pluginId']),
  ]);
  const variables = objectsOf(objectOf(model['templating'])['list'])
    .filter((it) => it['type'] === 'datasource')
    .map((it) => [textOf(it['name']), textOf(it['query'])]);
  return new Map([...inputs, ...variables].filter(([name, kind]) => name !== '' && kind !== '') as [string, string][]);
}

/** A source as an object with its kind, as far as the file says it. */
export function sourceOf(given: unknown, kinds: ReadonlyMap<string, string>): unknown {
  if (textOf(objectOf(given)['type']) !== '') return given;
  const name = textOf(given) || textOf(objectOf(given)['uid']);
  const inside = /^(?:\$\{?|\[\[)(\w+)(?:[:.][^}\]]*)?(?:\}|\]\])?$/.exec(name)?.[1];
  const kind = (inside === undefined ? undefined : kinds.get(inside)) ?? OTHER_NAMES.exec(name)?.[0].toLowerCase();
  return kind === undefined ? given : { ...(isObject(given) ? given : {}), type: kind };
}
