import { z } from 'zod';
import { parseDurationMs } from '../config/duration.ts';
import { parseSizeBytes } from '../config/size.ts';
import { compileRegex } from './compile-regex.ts';

/** Types that `metric_types` may name. `untyped` is the older word for `unknown`. */
export const METRIC_TYPE_NAMES = [
  'counter',
  'gauge',
  'histogram',
  'summary',
  'untyped',
  'unknown',
  'info',
  'stateset',
  'gaugehistogram',
] as const;

const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 300_000;
const MIN_TIMEOUT_MS = 3_000;

const text = z.string('expected a string in quotes');
const flag = z.boolean('expected true or false, without quotes');
const textList = z.array(text, 'expected a list of strings, as ["a", "b"]');
const regexList = z.array(
  text.superRefine((source, context) => {
    const compiled = compileRegex(source);
    if (!('error' in compiled)) return;
    context.addIssue({
      code: 'custom',
      message: `bad regular expression ${JSON.stringify(source)}: ${compiled.error}`,
      params: { code: 'bad_regex' },
    });
  }),
  'expected a list of strings, as ["a", "b"]',
);
const textTable = z.record(z.string(), text, 'expected a table of strings');

const duration = text.transform((value, context) => {
  const ms = parseDurationMs(value);
  if (ms !== undefined && ms > 0) return ms;
  context.addIssue({
    code: 'custom',
    message: `expected a duration such as "10s" or "1m30s", got ${JSON.stringify(value)}`,
  });
  return z.NEVER;
});

const size = z
  .union([z.number(), z.string()], 'expected a number of bytes or a size such as "64MB"')
  .transform((value, context) => {
    const bytes = typeof value === 'number' ? value : parseSizeBytes(value);
    if (bytes !== undefined && bytes >= 0 && Number.isInteger(bytes)) return bytes;
    context.addIssue({ code: 'custom', message: `expected a size such as "64MB", got ${JSON.stringify(value)}` });
    return z.NEVER;
  });

const count = z.int('expected a whole number').min(0, 'expected a number that is not negative');
const clampMs = (min: number, max: number) => (ms: number) => Math.min(max, Math.max(min, ms));

/**
 * Every option of `[[inputs.prom]]`, with its default. Names, defaults and bounds are those of the reference agent
 * (DataKit 1.4 to 1.84) except for the limits, which are Prometheus's.
 */
export const promOptionsSchema = z
  .strictObject({
    urls: textList.optional(),
    url: text.optional(),
    uds_path: text.default(''),
    interval: duration.default(30_000).transform(clampMs(MIN_INTERVAL_MS, MAX_INTERVAL_MS)),
    timeout: duration.default(30_000).transform(clampMs(MIN_TIMEOUT_MS, Number.MAX_SAFE_INTEGER)),
    stream_size: count.default(1),
    ignore_req_err: flag.default(false),
    source: text.default('prom'),
    output: text.default(''),
    max_file_size: size.default(32 * 1024 * 1024),
    metric_types: z
      .array(
        z.enum(METRIC_TYPE_NAMES, `expected one of ${METRIC_TYPE_NAMES.join(', ')}`),
        'expected a list of strings, as ["counter", "gauge"]',
      )
      .default([]),
    metric_name_filter: regexList.default([]),
    metric_name_filter_ignore: regexList.default([]),
    measurement_prefix: text.default(''),
    measurement_name: text.default(''),
    measurements: z
      .array(
        z.strictObject({ prefix: text.min(1, 'expected the prefix of the metric names'), name: text.default('') }),
        'expected [[inputs.prom.measurements]] tables',
      )
      .default([]),
    keep_exist_metric_name: flag.default(false),
    honor_timestamps: flag.default(true),
    tags_ignore: textList.default([]),
    tags_rename: z
      .strictObject({ overwrite_exist_tags: flag.default(false), mapping: textTable.default({}) })
      .default({ overwrite_exist_tags: false, mapping: {} }),
    ignore_tag_kv_match: z.record(z.string(), regexList, 'expected a table of lists, as key = ["regex"]').default({}),
    as_logging: z
      .strictObject({ enable: flag.default(false), service: text.default('') })
      .default({ enable: false, service: '' }),
    tags: textTable.default({}),
    disable_host_tag: flag.default(false),
    disable_instance_tag: flag.default(false),
    disable_info_tag: flag.default(false),
    http_headers: textTable.default({}),
    auth: z
      .strictObject({
        type: z.literal('bearer_token', 'expected "bearer_token", the only kind of authentication'),
        token: text.default(''),
        token_file: text.default(''),
      })
      .optional(),
    tls_open: flag.default(false),
    tls_ca: text.default(''),
    tls_cert: text.default(''),
    tls_key: text.default(''),
    ca_certs: textList.default([]),
    cert: text.default(''),
    cert_key: text.default(''),
    insecure_skip_verify: flag.optional(),
    server_name: text.default(''),
    ca_certs_base64: textList.default([]),
    cert_base64: text.default(''),
    cert_key_base64: text.default(''),
    election: flag.default(true),
    scrape_native_histograms: flag.default(false),
    sample_limit: count.default(500_000),
    body_size_limit: size.default(64 * 1024 * 1024),
    label_limit: count.default(256),
    label_name_length_limit: count.default(1_024),
    label_value_length_limit: count.default(16_384),
  })
  .superRefine((options, context) => {
    const urls = [...(options.urls ?? []), ...(options.url === undefined ? [] : [options.url])];
    if (urls.every((url) => url.trim() === '')) {
      context.addIssue({
        code: 'custom',
        path: ['urls'],
        message: 'missing: expected at least one address, as urls = ["http://127.0.0.1:9100/metrics"]',
      });
    }
    if (options.auth !== undefined && options.auth.token === '' && options.auth.token_file === '') {
      context.addIssue({ code: 'custom', path: ['auth'], message: 'expected token or token_file' });
    }
  });

/** The options of one input as they are in force: defaults filled in, durations in milliseconds, sizes in bytes. */
export type PromOptions = z.output<typeof promOptionsSchema>;
/** The options as they are written in a file. */
export type PromOptionsWritten = z.input<typeof promOptionsSchema>;

/** Names of all options, for "did you mean". */
export const PROM_OPTION_NAMES: readonly string[] = Object.keys(promOptionsSchema.shape);

/** The addresses of an input, without doubles and empty ones. */
export function urlsOf(options: PromOptions): readonly string[] {
  const all = [...(options.urls ?? []), ...(options.url === undefined ? [] : [options.url])];
  return [...new Set(all.map((url) => url.trim()).filter((url) => url !== ''))];
}
