import type { KubeClient } from './client.ts';
import { listAt, textAt } from './json.ts';
import type { KindSpec } from './kinds.ts';
import { failed, isNotFound, succeeded, type KubeOutcome } from './outcome.ts';
import { groupPath, type Resource } from './resource.ts';

export interface ServerVersion {
  /** Such as `v1.34.0`. */
  readonly gitVersion: string;
  readonly platform: string;
}

/** Version of the API server. */
export async function readServerVersion(client: KubeClient, signal?: AbortSignal): Promise<KubeOutcome<ServerVersion>> {
  const outcome = await client.json({
    method: 'GET',
    path: '/version',
    maxBytes: 1 << 16,
    ...(signal === undefined ? {} : { signal }),
  });
  if (!outcome.ok) return outcome;
  const gitVersion = textAt(outcome.value, 'gitVersion');
  if (gitVersion === undefined)
    return failed({ kind: 'malformed', message: 'the answer to /version has no gitVersion' });
  return succeeded({ gitVersion, platform: textAt(outcome.value, 'platform') ?? '' });
}

/**
 * Where each kind is served; a kind that is missing is not served. `unknown`: its API does not answer now, as that of an
 * extension whose server is down.
 */
export type Served = ReadonlyMap<string, Resource | 'unknown'>;

/**
 * Finds out which kinds the API server serves, in which version. Groups come from one request, resources from one for each
 * group and version that matters. What was found is kept until the list of groups changes; resources that were missing are
 * looked for again each time, because a custom resource may be added to a group that is there.
 */
export class Discovery {
  readonly #client: KubeClient;
  /** By `group/version`: plural to whether it is namespaced. */
  readonly #resources = new Map<string, ReadonlyMap<string, boolean>>();
  #groups = '';

  constructor(client: KubeClient) {
    this.#client = client;
  }

  async find(kinds: readonly KindSpec[], signal: AbortSignal): Promise<KubeOutcome<Served>> {
    const groups = await this.#readGroups(kinds, signal);
    if (!groups.ok) return groups;
    const served = new Map<string, Resource | 'unknown'>();
    const fresh = new Set<string>();
    for (const spec of kinds) {
      const versions = groups.value.get(spec.group) ?? [];
      for (const version of spec.versions) {
        if (!versions.includes(version)) continue;
        const found = await this.#findResource(spec, version, fresh, signal);
        if (!found.ok) return found;
        if (found.value === undefined) continue;
        served.set(spec.kind, found.value);
        if (found.value !== 'unknown') break;
      }
    }
    return succeeded(served);
  }

  /** A resource that was found here is gone: ask again next time. */
  forget({ group, version }: Pick<Resource, 'group' | 'version'>): void {
    this.#resources.delete(`${group}/${version}`);
  }

  async #readGroups(
    kinds: readonly KindSpec[],
    signal: AbortSignal,
  ): Promise<KubeOutcome<Map<string, readonly string[]>>> {
    const versions = new Map<string, readonly string[]>();
    // The core group is always there, with this one version.
    if (kinds.some(({ group }) => group === '')) versions.set('', ['v1']);
    if (kinds.every(({ group }) => group === '')) return succeeded(versions);
    const outcome = await this.#client.json({ method: 'GET', path: '/apis', signal, maxBytes: 8 << 20 });
    if (!outcome.ok) return outcome;
    if (textAt(outcome.value, 'kind') !== 'APIGroupList')
      return failed({ kind: 'malformed', message: 'the answer to /apis is no APIGroupList' });
    for (const group of listAt(outcome.value, 'groups')) {
      const name = textAt(group, 'name');
      if (name !== undefined)
        versions.set(
          name,
          listAt(group, 'versions').map((version) => textAt(version, 'version') ?? ''),
        );
    }
    const now = JSON.stringify([...versions].sort(([a], [b]) => (a < b ? -1 : 1)));
    if (now !== this.#groups) this.#resources.clear();
    this.#groups = now;
    return succeeded(versions);
  }

  async #findResource(
    { group, kind, plural }: KindSpec,
    version: string,
    fresh: Set<string>,
    signal: AbortSignal,
  ): Promise<KubeOutcome<Resource | 'unknown' | undefined>> {
    const key = `${group}/${version}`;
    let resources = this.#resources.get(key);
    if (resources?.has(plural) !== true && !fresh.has(key)) {
      fresh.add(key);
      const read = await this.#readResources(group, version, signal);
      if (!read.ok) return read;
      if (read.value === 'unknown') return succeeded('unknown');
      resources = read.value;
      this.#resources.set(key, resources);
    }
    const namespaced = resources?.get(plural);
    return succeeded(namespaced === undefined ? undefined : { group, version, plural, kind, namespaced });
  }

  async #readResources(
    group: string,
    version: string,
    signal: AbortSignal,
  ): Promise<KubeOutcome<ReadonlyMap<string, boolean> | 'unknown'>> {
    const outcome = await this.#client.json({
      method: 'GET',
      path: groupPath({ group, version }),
      signal,
      maxBytes: 8 << 20,
    });
    if (!outcome.ok) {
      const { failure } = outcome;
      // A group that has just gone, or an extension whose server is down: no reason to give up the rest.
      if (isNotFound(failure)) return succeeded(new Map());
      return failure.kind === 'status' && failure.code === 503 ? succeeded('unknown') : outcome;
    }
    const resources = new Map<string, boolean>();
    for (const resource of listAt(outcome.value, 'resources')) {
      const name = textAt(resource, 'name');
      const verbs = listAt(resource, 'verbs');
      // Subresources have a slash; some resources, such as reviews, can only be created.
      if (name === undefined || name.includes('/') || !verbs.includes('list') || !verbs.includes('watch')) continue;
      resources.set(
        name,
        typeof resource === 'object' && resource !== null && 'namespaced' in resource && resource.namespaced === true,
      );
    }
    return succeeded(resources);
  }
}
