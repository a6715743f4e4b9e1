import type { Environment } from './read-environment.ts';
import { splitList } from './read-environment.ts';
import type { Layer } from './read-flags.ts';

/** What the variables of the reference agent's DaemonSet say, in our terms. */
export interface ArticleEnvironment {
  readonly layer: Layer;
  /** `key=value` texts, placeholders not yet filled in. */
  readonly hostTags: readonly string[];
  readonly electionTags: readonly string[];
}

/** Reads the `ENV_…` variables that people who followed the article have in their DaemonSet. */
export function readArticleEnvironment(env: Environment): ArticleEnvironment {
  const layer = new Map<string, { values: readonly string[]; place: string }>();
  const take = (variable: string, option: string, convert: (value: string) => readonly string[]): void => {
    const value = env[variable]?.trim();
    const values = value === undefined || value === '' ? [] : convert(value);
    if (values.length > 0) layer.set(option, { values, place: variable });
  };
  take('ENV_DATAWAY', 'server.url', splitList);
  // The older name first: the newer one takes its place.
  take('ENV_K8S_CLUSTER_NAME', 'cluster-name', (value) => [value]);
  take('ENV_CLUSTER_NAME_K8S', 'cluster-name', (value) => [value]);
  take('ENV_HTTP_LISTEN', 'listen', (value) => [value]);
  take('ENV_DEFAULT_ENABLED_INPUTS', 'inputs', splitList);
  take('ENV_NAMESPACE', 'election.namespace', (value) => [value]);
  // The reference agent takes any word here, `enable` in the article; these are the ones that say no.
  take('ENV_ENABLE_ELECTION', 'election', (value) => [/^(false|f|0|no|off|disable)$/i.test(value) ? 'off' : 'on']);
  take('HOST_PROC', 'host.proc', (value) => [value]);
  take('HOST_SYS', 'host.sys', (value) => [value]);
  take('HOST_ROOT', 'host.root', (value) => [value]);
  take('ENV_INPUT_CONTAINER_DOCKER_ENDPOINT', 'container.docker', (value) => [value]);
  take('ENV_INPUT_CONTAINER_CONTAINERD_ADDRESS', 'container.cri', (value) => [value]);
  const endpoint = (isWanted: (address: string) => boolean) => (value: string) =>
    splitList(value).filter(isWanted).slice(0, 1);
  take('ENV_INPUT_CONTAINER_ENDPOINTS', 'container.docker', endpoint(isDockerSocket));
  take('ENV_INPUT_CONTAINER_ENDPOINTS', 'container.cri', endpoint(isCriSocket));
  take('NODE_NAME', 'kubernetes.node-name', (value) => [value]);
  take('ENV_K8S_NODE_NAME', 'kubernetes.node-name', (value) => [value]);
  take('ENV_HOSTNAME', 'host-name', (value) => [value]);
  take('ENV_LOG_LEVEL', 'log.level', (value) => [value.toLowerCase()]);
  const tags = (...variables: string[]): string[] => variables.flatMap((variable) => splitList(env[variable] ?? ''));
  return {
    layer,
    hostTags: tags('ENV_GLOBAL_TAGS', 'ENV_GLOBAL_HOST_TAGS'),
    electionTags: tags('ENV_GLOBAL_ENV_TAGS', 'ENV_GLOBAL_ELECTION_TAGS'),
  };
}

const isDockerSocket = (address: string): boolean => /docker\.sock|podman/.test(address);
const isCriSocket = (address: string): boolean => /containerd|crio|cri-o|cri\.sock/.test(address);
