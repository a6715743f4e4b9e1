import { problemAt, type Place, type Problem } from '../../config/problem.ts';
import { Connections, readText } from '../../http/connections.ts';
import { SecretReader } from '../../scrape/credentials.ts';
import { explainFailure, slowTarget } from '../../scrape/failure-text.ts';
import type { Clock } from '../../scrape/schedule.ts';
import { withoutSecrets, type RequestSettings } from '../../scrape/target.ts';
import { TlsSettings } from '../../scrape/tls-material.ts';
import type { Discoverer, TargetGroup } from '../target-group.ts';
import { poll } from './poll.ts';
import { readTargetGroups } from './read-target-groups.ts';
import { groupOf } from './static-discoverer.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

export interface HttpDiscovererOptions {
  readonly url: string;
  readonly refreshMs: number;
  readonly request: RequestSettings;
  readonly place: Place;
  readonly clock: Clock;
  readonly userAgent: string;
}

/** `http_sd_configs`: asks an address for the list of targets. What it said last holds until it says something else. */
export class HttpDiscoverer implements Discoverer {
  readonly #options: HttpDiscovererOptions;
  readonly #url: URL;
  readonly #tls: TlsSettings;
  readonly #secrets: SecretReader;
  #count = 0;
  #problem: Problem | undefined;
  #end = (): void => {};

  constructor(options: HttpDiscovererOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
    this.#tls = new TlsSettings(options.request.tls);
    this.#secrets = new SecretReader(options.place);
  }

  get problems(): readonly Problem[] {
    return this.#problem === undefined ? [] : [this.#problem];
  }

  start(emit: (group: TargetGroup) => void): void {
    const { clock, refreshMs } = this.#options;
    this.#end = poll(clock, refreshMs, async (signal) => {
      const answer = await this.#ask(signal);
      if (signal.aborted) return;
      if (!Array.isArray(answer)) {
        this.#problem = answer;
        return;
      }
      this.#problem = undefined;
      for (const group of answer) emit(group);
      for (let i = answer.length; i < this.#count; i++) emit({ source: String(i), labels: {}, targets: [] });
      this.#count = answer.length;
    });
  }

  stop(): void {
    this.#end();
  }

  async #ask(signal: AbortSignal): Promise<TargetGroup[] | Problem> {
    const { place, request, userAgent, refreshMs, clock } = this.#options;
    const shown = withoutSecrets(this.#url).href;
    const problem = (code: string, message: string): Problem => problemAt(place, 'error', code, `${shown}: ${message}`);
    const tls = this.#tls.load(place);
    if (!tls.ok) return tls.problem;
    const headers: Record<string, string> = {
      accept: 'application/json',
      'user-agent': userAgent,
      'x-prometheus-refresh-interval-seconds': String(refreshMs / 1000),
    };
    for (const { name, value } of request.headers) {
      const read = this.#secrets.read(value);
      if (!read.ok) return read.problem;
      headers[name] = read.value;
    }
    if (request.credentials !== undefined && request.credentials.kind !== 'cluster') {
      const authorization = this.#secrets.authorization(request.credentials);
      if (!authorization.ok) return authorization.problem;
      headers['authorization'] = authorization.value;
    }
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const connections = new Connections({ maxSockets: 1, idleMs: 1_000, tls: tls.material, socketPath: undefined });
    try {
      const both = AbortSignal.any([signal, timeout]);
      const response = await connections.send({ method: 'GET', url: this.#url, headers, signal: both });
      const text = await readText(response, MAX_BYTES + 1);
      if (response.statusCode !== 200) return problem('http_status', `answered HTTP ${response.statusCode}`);
      if (text.length > MAX_BYTES) return problem('body_too_large', `answered with more than ${MAX_BYTES} bytes`);
      const read = readTargetGroups(JSON.parse(text));
      if (!read.ok) return problem('bad_target_list', read.message);
      return read.groups.map((group, i) =>
        groupOf(String(i), { ...group, labels: { ...group.labels, __meta_url: this.#options.url } }),
      );
    } catch (error) {
      if (error instanceof SyntaxError) return problem('bad_target_list', `answered with no JSON: ${error.message}`);
      const attempt = { place, url: shown, timeoutMs: TIMEOUT_MS, tls: tls.material, nowMs: clock.nowMs() };
      return timeout.aborted ? slowTarget(attempt) : explainFailure(error, attempt);
    } finally {
      connections.close();
    }
  }
}
