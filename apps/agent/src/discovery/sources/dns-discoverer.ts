import { promises as dns } from 'node:dns';
import { isIPv6 } from 'node:net';
import { problemAt, type Place, type Problem } from '../../config/problem.ts';
import type { Clock } from '../../scrape/schedule.ts';
import type { DnsType } from '../discovery-config.ts';
import type { Discoverer, FoundTarget, TargetGroup } from '../target-group.ts';
import { poll } from './poll.ts';

/** The look-ups that are needed of a resolver; tests bring their own. */
export interface DnsResolver {
  readonly resolve4: (name: string) => Promise<string[]>;
  readonly resolve6: (name: string) => Promise<string[]>;
  readonly resolveSrv: (name: string) => Promise<readonly { readonly name: string; readonly port: number }[]>;
  readonly resolveMx: (name: string) => Promise<readonly { readonly exchange: string }[]>;
}

export const systemResolver: DnsResolver = dns;

export interface DnsDiscovererOptions {
  readonly names: readonly string[];
  readonly type: DnsType;
  readonly port: number;
  readonly refreshMs: number;
  readonly place: Place;
  readonly clock: Clock;
  readonly resolver: DnsResolver;
}

/** `dns_sd_configs`: the targets are what a name resolves to. */
export class DnsDiscoverer implements Discoverer {
  readonly #options: DnsDiscovererOptions;
  readonly #problems = new Map<string, Problem>();
  #end = (): void => {};

  constructor(options: DnsDiscovererOptions) {
    this.#options = options;
  }

  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  start(emit: (group: TargetGroup) => void): void {
    const { clock, refreshMs, names } = this.#options;
    this.#end = poll(clock, refreshMs, async (signal) => {
      await Promise.all(
        names.map(async (name) => {
          const targets = await this.#resolve(name);
          // What was known stays in force while the name cannot be asked for.
          if (targets !== undefined && !signal.aborted) emit({ source: name, labels: {}, targets });
        }),
      );
    });
  }

  stop(): void {
    this.#end();
  }

  async #resolve(name: string): Promise<readonly FoundTarget[] | undefined> {
    const { type, place } = this.#options;
    try {
      const targets = await this.#records(name);
      this.#problems.delete(name);
      return targets;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code === 'ENODATA' || code === 'ENOTFOUND') {
        this.#problems.set(name, problemAt(place, 'warning', 'unknown_host', `${name} has no ${type} record`));
        return [];
      }
      const reason = code === '' ? String(error) : code;
      this.#problems.set(name, problemAt(place, 'error', 'dns_failed', `cannot resolve ${name} (${type}): ${reason}`));
      return undefined;
    }
  }

  async #records(name: string): Promise<readonly FoundTarget[]> {
    const { type, port, resolver } = this.#options;
    const found = (address: string, more: Record<string, string> = {}): FoundTarget => ({
      labels: { __address__: address, __meta_dns_name: name, ...more },
    });
    switch (type) {
      case 'A':
        return (await resolver.resolve4(name)).map((ip) => found(`${ip}:${port}`));
      case 'AAAA':
        return (await resolver.resolve6(name)).map((ip) => found(`${isIPv6(ip) ? `[${ip}]` : ip}:${port}`));
      case 'SRV':
        return (await resolver.resolveSrv(name)).map((record) =>
          found(`${withoutDot(record.name)}:${record.port}`, {
            __meta_dns_srv_record_target: withDot(record.name),
            __meta_dns_srv_record_port: String(record.port),
          }),
        );
      case 'MX':
        return (await resolver.resolveMx(name)).map((record) =>
          found(`${withoutDot(record.exchange)}:${port}`, { __meta_dns_mx_record_target: withDot(record.exchange) }),
        );
    }
  }
}

const withoutDot = (name: string): string => name.replace(/\.$/, '');
/** As Prometheus shows names. */
const withDot = (name: string): string => `${withoutDot(name)}.`;
