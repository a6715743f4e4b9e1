import { z } from 'zod';
import { relabelConfigSchema } from '../../relabel/relabel-config.ts';
import { discoveryShape } from './discovery-schema.ts';
import {
  anything,
  count,
  decimal,
  duration,
  flag,
  group,
  list,
  optionalText,
  size,
  text,
  textList,
  textMap,
} from './fields.ts';
import { httpClientShape } from './http-client.ts';

/** Formats that `scrape_protocols` may name, and how they are asked for. */
export const SCRAPE_PROTOCOLS = {
  PrometheusProto:
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=allow-utf-8',
  'PrometheusText0.0.4': 'text/plain;version=0.0.4',
  'PrometheusText1.0.0': 'text/plain;version=1.0.0;escaping=allow-utf-8',
  'OpenMetricsText0.0.1': 'application/openmetrics-text;version=0.0.1',
  'OpenMetricsText1.0.0': 'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8',
} as const;
export type ScrapeProtocol = keyof typeof SCRAPE_PROTOCOLS;

const protocol = z.enum(
  Object.keys(SCRAPE_PROTOCOLS) as ScrapeProtocol[],
  `expected one of ${Object.keys(SCRAPE_PROTOCOLS).join(', ')}`,
);

const relabelList = list(relabelConfigSchema, 'expected a list of rules, as - action: keep');

/** What both `global` and a job may set. */
const sharedShape = {
  scrape_interval: duration,
  scrape_timeout: duration,
  scrape_protocols: list(protocol, 'expected a list, as [OpenMetricsText1.0.0]').refine(
    (all) => new Set(all).size === (all?.length ?? 0),
    'names a format twice',
  ),
  body_size_limit: size,
  sample_limit: count,
  target_limit: count,
  label_limit: count,
  label_name_length_limit: count,
  label_value_length_limit: count,
  keep_dropped_targets: count,
  scrape_native_histograms: flag,
  always_scrape_classic_histograms: flag,
  convert_classic_histograms_to_nhcb: flag,
  extra_scrape_metrics: flag,
  metric_name_validation_scheme: optionalText,
  metric_name_escaping_scheme: optionalText,
  scrape_failure_log_file: optionalText,
};

export const globalSchema = z.strictObject({
  ...sharedShape,
  evaluation_interval: duration,
  rule_query_offset: duration,
  query_log_file: optionalText,
  external_labels: textMap,
  runtime: anything,
});
export type GlobalWritten = z.output<typeof globalSchema>;

const NO_JOB_NAME = 'missing: expected the name of the job';

export const scrapeConfigSchema = z.strictObject({
  job_name: z.string(NO_JOB_NAME).min(1, NO_JOB_NAME),
  ...sharedShape,
  metrics_path: optionalText,
  scheme: group(
    text.transform((scheme) => scheme.toLowerCase()).pipe(z.enum(['http', 'https'], 'expected http or https')),
  ),
  params: group(z.record(z.string(), z.array(text, 'expected a list, as [value]'))),
  honor_labels: flag,
  honor_timestamps: flag,
  track_timestamps_staleness: flag,
  fallback_scrape_protocol: group(protocol),
  scrape_classic_histograms: flag,
  native_histogram_bucket_limit: count,
  native_histogram_min_bucket_factor: decimal,
  enable_compression: flag,
  relabel_configs: relabelList,
  metric_relabel_configs: relabelList,
  ...discoveryShape,
  ...httpClientShape,
});
export type ScrapeConfigWritten = z.output<typeof scrapeConfigSchema>;

export const scrapeConfigKeys: readonly string[] = Object.keys(scrapeConfigSchema.shape);
export const globalKeys: readonly string[] = Object.keys(globalSchema.shape);

/** The top of a prometheus.yml. What is not of this agent's business is accepted as it is. */
export const prometheusFileSchema = z.strictObject(
  {
    global: group(globalSchema),
    scrape_configs: group(z.array(z.unknown(), 'expected a list, as - job_name: node')),
    scrape_config_files: textList,
    runtime: anything,
    rule_files: anything,
    alerting: anything,
    remote_write: anything,
    remote_read: anything,
    storage: anything,
    tracing: anything,
    otlp: anything,
  },
  'expected keys such as scrape_configs at the top of the file',
);
export const topKeys: readonly string[] = Object.keys(prometheusFileSchema.shape);

/** Parts that are accepted and do nothing, with what does their work here. */
export const UNUSED_PARTS = {
  rule_files: 'rules are evaluated by the server',
  alerting: 'alerts are sent by the server',
  remote_write: 'the agent sends to what server.url names',
  remote_read: 'the agent stores nothing',
  storage: 'the agent stores nothing but its queue',
  tracing: 'the agent sends no traces',
  otlp: 'the agent takes in nothing',
} as const;
