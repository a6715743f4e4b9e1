import type { RequestInfo } from './request-info.ts';

/** A few of the real server's own series, so that its `/metrics` can be scraped. */
export class ServerMetrics {
  readonly #requests = new Map<string, number>();

  count(info: RequestInfo, code: number): void {
    const [group, version, resource, subresource] =
      info.kind === 'resource' ? [info.group, info.version, info.resource, info.subresource ?? ''] : ['', '', '', ''];
    const verb = info.kind === 'resource' ? verbLabel(info.verb) : info.verb.toUpperCase();
    const labels = { code, group, resource, subresource, verb, version };
    const key = Object.entries(labels)
      .map(([name, value]) => `${name}=${JSON.stringify(String(value))}`)
      .join(',');
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
  }

  /** @param objects  stored objects by `plural.group` */
  expose(objects: ReadonlyMap<string, number>, watches: number, gitVersion: string): string {
    const lines = [
      '# HELP apiserver_request_total Requests by verb, resource and code.',
      '# TYPE apiserver_request_total counter',
      ...[...this.#requests].map(([labels, count]) => `apiserver_request_total{${labels}} ${count}`),
      '# HELP apiserver_storage_objects Stored objects by resource.',
      '# TYPE apiserver_storage_objects gauge',
      ...[...objects].map(([resource, count]) => `apiserver_storage_objects{resource="${resource}"} ${count}`),
      '# HELP apiserver_longrunning_requests Watches under way.',
      '# TYPE apiserver_longrunning_requests gauge',
      `apiserver_longrunning_requests{verb="WATCH"} ${watches}`,
      '# HELP kubernetes_build_info Version that the server passes for.',
      '# TYPE kubernetes_build_info gauge',
      `kubernetes_build_info{git_version="${gitVersion}"} 1`,
    ];
    return `${lines.join('\n')}\n`;
  }
}

const verbLabel = (verb: string): string =>
  ({ create: 'POST', update: 'PUT', deletecollection: 'DELETECOLLECTION' })[verb] ?? verb.toUpperCase();
