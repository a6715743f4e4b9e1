import { acceptHeader } from '@binnacle/exposition';
import type { Place, Problem } from '../config/problem.ts';
import type { RelabelRule } from '../relabel/relabel.ts';
import type { LabelLimits } from '../scrape/label-limits.ts';
import type { RequestSettings } from '../scrape/target.ts';
import { SYSTEM_TLS } from '../scrape/tls-material.ts';
import type { DiscoveryConfig } from './discovery-config.ts';

/**
 * Where the wish to scrape something comes from, most particular first. An address that several ask for is scraped for the first
 * of them only.
 */
export const TIERS = [
  'inputs',
  'instances-annotation',
  'scrape-configs',
  'monitors',
  'well-known',
  'pod-annotations',
  'service-annotations',
] as const;
export type Tier = (typeof TIERS)[number];

/** A set of targets that are found and scraped in the same way: one entry of `scrape_configs`, or what amounts to one. */
export interface ScrapeJob {
  /** Stable, unique among all jobs. */
  readonly id: string;
  readonly tier: Tier;
  /** Label `job`, where relabeling does not change it. */
  readonly name: string;
  readonly place: Place;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly metricsPath: string;
  readonly scheme: string;
  readonly params: Readonly<Record<string, readonly string[]>>;
  /** The labels of a sample win over those of its target. */
  readonly honorLabels: boolean;
  readonly honorTimestamps: boolean;
  readonly tracksTimestamps: boolean;
  readonly bodySizeLimit: number;
  readonly sampleLimit: number;
  /** More targets than this are not scraped; 0: none. */
  readonly targetLimit: number;
  readonly labelLimits: LabelLimits;
  readonly extraSeries: boolean;
  readonly request: RequestSettings;
  readonly relabel: readonly RelabelRule[];
  readonly metricRelabel: readonly RelabelRule[];
  readonly discoveries: readonly DiscoveryConfig[];
  /** Go to samples that have no such label. */
  readonly externalLabels: ReadonlyMap<string, string>;
  /** Its targets belong to this machine and carry the tags of the host. */
  readonly isHostScoped: boolean;
  /** Other addresses of the same thing: who scrapes one of them scrapes this. */
  readonly alsoCovers: readonly string[];
  /**
   * Metrics that the views need. Where an input reads the same thing and keeps some metrics only, these are filled in: the article's
   * filters would leave panels empty. Undefined: nothing is filled in.
   */
  readonly needed: RegExp | undefined;
  readonly warnings: readonly Problem[];
}

/** Asks for text, sends no credentials. */
export const PLAIN_REQUEST: RequestSettings = {
  accept: acceptHeader({ nativeHistograms: false }),
  headers: [],
  credentials: undefined,
  tls: SYSTEM_TLS,
  followRedirects: true,
  compression: true,
};

/** Prometheus's defaults, where it has some; limits that protect the agent, where it has none. */
export const JOB_DEFAULTS = {
  place: {},
  intervalMs: 60_000,
  timeoutMs: 10_000,
  metricsPath: '/metrics',
  scheme: 'http',
  params: {},
  honorLabels: false,
  honorTimestamps: true,
  tracksTimestamps: false,
  bodySizeLimit: 64 * 1024 * 1024,
  sampleLimit: 500_000,
  targetLimit: 0,
  labelLimits: { count: 256, nameLength: 1_024, valueLength: 16_384 },
  extraSeries: false,
  request: PLAIN_REQUEST,
  relabel: [],
  metricRelabel: [],
  discoveries: [],
  externalLabels: new Map<string, string>(),
  isHostScoped: false,
  alsoCovers: [],
  needed: undefined,
  warnings: [],
} satisfies Partial<ScrapeJob>;
