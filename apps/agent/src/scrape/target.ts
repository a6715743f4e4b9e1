import { createHash } from 'node:crypto';
import { acceptHeader } from '@binnacle/exposition';
import type { GlobalTags } from '../config/global-tags.ts';
import type { Place, Problem } from '../config/problem.ts';
import type { PromInput } from '../inputs/conf-file.ts';
import { urlsOf, type PromOptions } from '../inputs/prom-options.ts';
import { secretFile, secretText, type Credentials, type Secret } from './credentials.ts';
import { FamilyRules } from './family-rules.ts';
import { LabelRules } from './label-rules.ts';
import type { SampleRules } from './sample-rules.ts';
import { tlsSourcesOf, type TlsSources } from './tls-material.ts';

/** How a target is asked. */
export interface RequestSettings {
  /** Formats that are wanted, as the header `Accept`. */
  readonly accept: string;
  /** Further headers; names in lower case. */
  readonly headers: readonly { readonly name: string; readonly value: Secret }[];
  /** Go to the target's own host only, whatever it redirects to. */
  readonly credentials: Credentials | undefined;
  readonly tls: TlsSources;
  readonly followRedirects: boolean;
  readonly compression: boolean;
}

export interface ScrapeSettings {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** After decompression; 0: none. */
  readonly bodySizeLimit: number;
  /** Samples that are kept; 0: none. */
  readonly sampleLimit: number;
  readonly honorTimestamps: boolean;
  /** Whether a series with timestamps of its own gets a stale marker when it vanishes. */
  readonly tracksTimestamps: boolean;
  /** Labels of info families go to the other series of the scrape. */
  readonly useInfo: boolean;
  /** Of samples whose labels became the same, counters are added up; else the first one stays, as in Prometheus. */
  readonly collisions: 'add-up' | 'keep-first';
  /** `scrape_timeout_seconds`, `scrape_sample_limit` and `scrape_body_size_bytes` as well. */
  readonly extraSeries: boolean;
  readonly logFailures: boolean;
  /** Write the exposition to this file and send nothing; '': send. */
  readonly output: string;
  readonly outputMaxBytes: number;
  readonly request: RequestSettings;
}

/** What the rules of a target need to know of the agent. */
export interface RulesContext {
  readonly tags: GlobalTags;
  readonly election: boolean;
}

/** One thing to scrape: an address of an input, or something that discovery found. */
export interface Target {
  /** Stable over restarts and reloads as long as its configuration and address stay. */
  readonly id: string;
  readonly job: string;
  /** Where its configuration is. */
  readonly place: Place;
  readonly source:
    | { readonly kind: 'http'; readonly url: URL; readonly socketPath: string | undefined }
    | { readonly kind: 'file'; readonly path: string };
  /** For people: without user and password. */
  readonly displayUrl: string;
  /** Value of the label `instance`. */
  readonly instance: string;
  /** Labels before relabeling; empty for targets that are written down. */
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly scrape: ScrapeSettings;
  /** Any agent of the cluster could scrape it: the elected one does. */
  readonly isElected?: boolean;
  readonly rules: (context: RulesContext) => SampleRules;
  /** Another one for other options, where the id stays the same. */
  readonly stamp: string;
  /** Its configuration keeps some metrics only. */
  readonly isSelective: boolean;
  /** What works, but not as somebody may think. */
  readonly warnings: readonly Problem[];
}

/** The targets of an input, one for each address. */
export function targetsOf(input: PromInput): readonly Target[] {
  const { options } = input;
  const prefix = `${input.file}#${input.key} ${options.source}`;
  const scrape = scrapeSettingsOf(options);
  const stamp = createHash('sha256').update(JSON.stringify(options)).digest('base64url').slice(0, 12);
  const place = { file: input.file, key: input.key, ...(input.line === undefined ? {} : { line: input.line }) };
  return urlsOf(options).map((address): Target => {
    const make = (source: Target['source'], displayUrl: string, shownAs: string, instance: string): Target => ({
      id: `${prefix} ${shownAs}`,
      job: options.source,
      place,
      source,
      displayUrl,
      instance,
      discoveredLabels: input.discoveredLabels ?? {},
      scrape,
      rules: ({ tags, election }) => ({
        families: new FamilyRules(options),
        labels: new LabelRules(options, instance, tags, election, input.podLabels),
      }),
      stamp,
      isSelective: [options.metric_types, options.metric_name_filter, options.metric_name_filter_ignore].some(
        ({ length }) => length > 0,
      ),
      warnings: input.warnings,
    });
    if (!/^https?:/i.test(address)) {
      const path = address.replace(/^file:(\/\/)?/, '');
      return make({ kind: 'file', path }, `file:${path}`, path, path);
    }
    const url = new URL(address);
    const socketPath = options.uds_path === '' ? undefined : options.uds_path;
    const shown = withoutSecrets(url);
    const displayUrl = socketPath === undefined ? shown.href : `unix:${socketPath}:${shown.pathname}${shown.search}`;
    return make({ kind: 'http', url, socketPath }, displayUrl, displayUrl, hostPort(url));
  });
}

function scrapeSettingsOf(options: PromOptions): ScrapeSettings {
  const { auth } = options;
  return {
    intervalMs: options.interval,
    timeoutMs: options.timeout,
    bodySizeLimit: options.body_size_limit,
    sampleLimit: options.sample_limit,
    honorTimestamps: options.honor_timestamps,
    tracksTimestamps: false,
    useInfo: !options.disable_info_tag,
    collisions: 'add-up',
    extraSeries: false,
    logFailures: !options.ignore_req_err,
    output: options.output,
    outputMaxBytes: options.max_file_size,
    request: {
      accept: acceptHeader({ nativeHistograms: options.scrape_native_histograms }),
      headers: Object.entries(options.http_headers).map(([name, value]) => ({
        name: name.toLowerCase(),
        value: secretText(value),
      })),
      credentials:
        auth === undefined
          ? undefined
          : {
              kind: 'token',
              scheme: 'Bearer',
              token: auth.token === '' ? secretFile('token_file', auth.token_file) : secretText(auth.token),
            },
      tls: tlsSourcesOf(options),
      followRedirects: true,
      compression: true,
    },
  };
}

/** Names of query parameters whose values nobody else should see. */
const SECRET = /token|secret|passw|api[-_]?key|credential|signature/i;

/** The address as people may see it. */
export function withoutSecrets(url: URL): URL {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  for (const name of new Set(shown.searchParams.keys())) if (SECRET.test(name)) shown.searchParams.set(name, '…');
  return shown;
}

/** `host:port`, with the scheme's port where the address names none. */
export function hostPort(url: URL): string {
  const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
  return `${url.hostname}:${port}`;
}
