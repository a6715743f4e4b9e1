import { z } from 'zod';
import { parseDurationMs } from '../../config/duration.ts';
import { parseSizeBytes } from '../../config/size.ts';
import { relabelConfigSchema } from '../../relabel/relabel-config.ts';
import type { RelabelRule } from '../../relabel/relabel.ts';
import { SCRAPE_PROTOCOLS, type ScrapeProtocol } from '../prometheus-file/scrape-config-schema.ts';

/** Source: the custom resource definitions of monitoring.coreos.com/v1. */
const text = z.string();
const flag = z.boolean();
const count = z.number().int().min(0);

const duration = text.transform((value, context) => {
  const ms = parseDurationMs(value) ?? (/^\d+w$/.test(value) ? Number(value.slice(0, -1)) * 604_800_000 : undefined);
  if (ms !== undefined && ms > 0) return ms;
  context.addIssue({ code: 'custom', message: `expected a duration such as 30s, got ${JSON.stringify(value)}` });
  return z.NEVER;
});

const size = text.transform((value, context) => {
  const bytes = parseSizeBytes(value);
  if (bytes !== undefined) return bytes;
  context.addIssue({ code: 'custom', message: `expected a size such as 64MB, got ${JSON.stringify(value)}` });
  return z.NEVER;
});

/** A key of a Secret or a ConfigMap. Without a name it refers to nothing. */
const keyReference = z.object({ name: text.optional(), key: text.optional() });
export type KeyReference = z.output<typeof keyReference>;
const secretOrConfigMap = z.object({ secret: keyReference.optional(), configMap: keyReference.optional() });
export type SecretOrConfigMap = z.output<typeof secretOrConfigMap>;

const labelSelector = z.object({
  matchLabels: z.record(z.string(), text).optional(),
  matchExpressions: z
    .array(
      z.object({
        key: text,
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(text).nullish(),
      }),
    )
    .optional(),
});

/** A rule with the names of the resource, as one of a prometheus.yml. */
const relabeling = z
  .object({
    action: text.optional(),
    sourceLabels: z.array(text).optional(),
    separator: text.optional(),
    regex: text.optional(),
    targetLabel: text.optional(),
    replacement: text.optional(),
    modulus: count.optional(),
  })
  .transform(({ action, sourceLabels, separator, regex, targetLabel, replacement, modulus }, context): RelabelRule => {
    const written = {
      action,
      source_labels: sourceLabels,
      separator,
      regex,
      target_label: targetLabel,
      replacement,
      // The API server fills in 0.
      modulus: modulus === undefined || modulus === 0 ? undefined : String(modulus),
    };
    const parsed = relabelConfigSchema.safeParse(written);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: path.map((name) => RESOURCE_NAMES.get(name) ?? name), message });
    }
    return z.NEVER;
  });

const RESOURCE_NAMES: ReadonlyMap<PropertyKey, string> = new Map([
  ['source_labels', 'sourceLabels'],
  ['target_label', 'targetLabel'],
]);

const tlsConfig = z.object({
  ca: secretOrConfigMap.optional(),
  cert: secretOrConfigMap.optional(),
  keySecret: keyReference.optional(),
  caFile: text.optional(),
  certFile: text.optional(),
  keyFile: text.optional(),
  serverName: text.optional(),
  insecureSkipVerify: flag.optional(),
});
export type MonitorTls = z.output<typeof tlsConfig>;

const endpointShape = {
  port: text.optional(),
  targetPort: z.union([text, z.number().int()]).optional(),
  path: text.optional(),
  scheme: text
    .transform((scheme) => scheme.toLowerCase())
    .pipe(z.enum(['http', 'https'], 'expected http or https'))
    .optional(),
  params: z.record(z.string(), z.array(text)).optional(),
  interval: duration.optional(),
  scrapeTimeout: duration.optional(),
  tlsConfig: tlsConfig.optional(),
  bearerTokenFile: text.optional(),
  bearerTokenSecret: keyReference.optional(),
  authorization: z.object({ type: text.optional(), credentials: keyReference.optional() }).optional(),
  basicAuth: z.object({ username: keyReference.optional(), password: keyReference.optional() }).optional(),
  oauth2: z.unknown().optional(),
  proxyUrl: text.optional(),
  honorLabels: flag.optional(),
  honorTimestamps: flag.optional(),
  trackTimestampsStaleness: flag.optional(),
  relabelings: z.array(relabeling).optional(),
  metricRelabelings: z.array(relabeling).optional(),
  followRedirects: flag.optional(),
  filterRunning: flag.optional(),
};

const endpoint = z.object(endpointShape);
const podEndpoint = z.object({ ...endpointShape, portNumber: count.optional() });
export type MonitorEndpoint = z.output<typeof podEndpoint>;

const protocols = Object.keys(SCRAPE_PROTOCOLS) as ScrapeProtocol[];

const specShape = {
  jobLabel: text.optional(),
  podTargetLabels: z.array(text).optional(),
  selector: labelSelector.default({}),
  namespaceSelector: z.object({ any: flag.optional(), matchNames: z.array(text).optional() }).default({}),
  sampleLimit: count.optional(),
  targetLimit: count.optional(),
  labelLimit: count.optional(),
  labelNameLengthLimit: count.optional(),
  labelValueLengthLimit: count.optional(),
  bodySizeLimit: size.optional(),
  scrapeProtocols: z.array(z.enum(protocols)).optional(),
  attachMetadata: z.object({ node: flag.optional() }).optional(),
};

export const serviceMonitorSpec = z.object({
  ...specShape,
  targetLabels: z.array(text).optional(),
  endpoints: z.array(endpoint).default([]),
});
export const podMonitorSpec = z.object({ ...specShape, podMetricsEndpoints: z.array(podEndpoint).default([]) });
export type MonitorSpec = Omit<z.output<typeof serviceMonitorSpec>, 'endpoints' | 'targetLabels'>;
