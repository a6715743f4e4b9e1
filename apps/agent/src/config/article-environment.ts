import type { Environment } from './read-environment.ts';
import { splitList } from './read-environment.ts';
import type { Layer } from './read-flags.ts';

/** What the variables of the reference agent's DaemonSet say, in our terms. */
export interface ArticleEnvironment {
  readonly layer: Layer;
  /** `key=value` texts, placeholders not yet filled in. */
  readonly hostTags: readonly string[];
  readonly electionTags: readonly string[];
  /** `ENV_DEFAULT_ENABLED_INPUTS`; a leading `-` switches an input off. */
  readonly enabledInputs: readonly string[];
}

/** Reads the `ENV_…` variables that people who followed the article have in their DaemonSet. */
export function readArticleEnvironment(env: Environment): ArticleEnvironment {
  const layer = new Map<string, { values: readonly string[]; place: string }>();
  const take = (variable: string, option: string, convert: (value: string) => readonly string[]): void => {
    const value = env[variable]?.trim();
    if (value !== undefined && value !== '') layer.set(option, { values: convert(value), place: variable });
  };
  take('ENV_DATAWAY', 'server.url', splitList);
  take('ENV_CLUSTER_NAME_K8S', 'cluster-name', (value) => [value]);
  take('ENV_HTTP_LISTEN', 'listen', (value) => [value]);
  take('ENV_NAMESPACE', 'election.namespace', (value) => [value]);
  // The reference agent takes any word here, `enable` in the article; these are the ones that say no.
  take('ENV_ENABLE_ELECTION', 'election', (value) => [/^(false|f|0|no|off|disable)$/i.test(value) ? 'false' : 'true']);
  take('ENV_HOSTNAME', 'host-name', (value) => [value]);
  take('ENV_LOG_LEVEL', 'log.level', (value) => [value.toLowerCase()]);
  const tags = (...variables: string[]): string[] => variables.flatMap((variable) => splitList(env[variable] ?? ''));
  return {
    layer,
    hostTags: tags('ENV_GLOBAL_TAGS', 'ENV_GLOBAL_HOST_TAGS'),
    electionTags: tags('ENV_GLOBAL_ENV_TAGS', 'ENV_GLOBAL_ELECTION_TAGS'),
    enabledInputs: splitList(env['ENV_DEFAULT_ENABLED_INPUTS'] ?? ''),
  };
}
