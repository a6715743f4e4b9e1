import { acceptHeader } from '@binnacle/exposition';
import type { Place, Problem } from '../../config/problem.ts';
import { problemAt } from '../../config/problem.ts';
import { JOB_DEFAULTS, type ScrapeJob } from '../scrape-job.ts';
import { discoveriesOf } from './discovery-schema.ts';
import { requestSettings, type Report } from './http-client.ts';
import { SCRAPE_PROTOCOLS, type GlobalWritten, type ScrapeConfigWritten } from './scrape-config-schema.ts';

export interface JobOutcome {
  readonly job: ScrapeJob;
  readonly problems: readonly Problem[];
}

/**
 * One entry of `scrape_configs`, with the defaults of `global` and then Prometheus's.
 *
 * @param placeOf  the place of a path within the entry
 */
export function jobOfConfig(
  written: ScrapeConfigWritten,
  global: GlobalWritten,
  externalLabels: ReadonlyMap<string, string>,
  file: string,
  placeOf: (path: string) => Place,
): JobOutcome {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const report: Report = (path, severity, message, advice) => {
    const code = severity === 'error' ? 'bad_value' : message.includes('not verified') ? 'tls_unverified' : 'no_effect';
    (severity === 'error' ? problems : warnings).push(problemAt(placeOf(path), severity, code, message, advice));
  };
  const intervalMs = written.scrape_interval ?? global.scrape_interval ?? JOB_DEFAULTS.intervalMs;
  if (intervalMs <= 0) report('scrape_interval', 'error', 'expected a duration above 0');
  let timeoutMs = written.scrape_timeout ?? global.scrape_timeout ?? JOB_DEFAULTS.timeoutMs;
  // As in Prometheus: a default timeout gives way to a short interval, one that is written down must fit.
  if (written.scrape_timeout === undefined) timeoutMs = Math.min(timeoutMs, intervalMs);
  else if (timeoutMs > intervalMs) report('scrape_timeout', 'error', 'longer than scrape_interval');
  for (const option of ['convert_classic_histograms_to_nhcb', 'scrape_failure_log_file'] as const) {
    const value = written[option] ?? global[option];
    if (value !== undefined && value !== false && value !== '')
      report(option, 'warning', `${option} has no effect here`);
  }
  const request = requestSettings(written, file, report, acceptOf(written, global));
  const limit = <K extends keyof ScrapeConfigWritten & keyof GlobalWritten>(
    name: K,
  ): ScrapeConfigWritten[K] | GlobalWritten[K] => written[name] ?? global[name];
  const job: ScrapeJob = {
    ...JOB_DEFAULTS,
    id: `${file}#${written.job_name}`,
    tier: 'scrape-configs',
    name: written.job_name,
    place: placeOf(''),
    intervalMs,
    timeoutMs,
    metricsPath: written.metrics_path === undefined || written.metrics_path === '' ? '/metrics' : written.metrics_path,
    scheme: written.scheme ?? 'http',
    params: written.params ?? {},
    honorLabels: written.honor_labels ?? false,
    honorTimestamps: written.honor_timestamps ?? true,
    tracksTimestamps: written.track_timestamps_staleness ?? false,
    bodySizeLimit: limit('body_size_limit') ?? JOB_DEFAULTS.bodySizeLimit,
    sampleLimit: limit('sample_limit') ?? JOB_DEFAULTS.sampleLimit,
    targetLimit: limit('target_limit') ?? 0,
    labelLimits: {
      count: limit('label_limit') ?? JOB_DEFAULTS.labelLimits.count,
      nameLength: limit('label_name_length_limit') ?? JOB_DEFAULTS.labelLimits.nameLength,
      valueLength: limit('label_value_length_limit') ?? JOB_DEFAULTS.labelLimits.valueLength,
    },
    extraSeries: limit('extra_scrape_metrics') ?? false,
    request: {
      ...request,
      followRedirects: written.follow_redirects ?? true,
      compression: written.enable_compression ?? true,
    },
    relabel: written.relabel_configs ?? [],
    metricRelabel: written.metric_relabel_configs ?? [],
    discoveries: discoveriesOf(written, file, report),
    externalLabels,
    warnings,
  };
  return { job, problems };
}

function acceptOf(written: ScrapeConfigWritten, global: GlobalWritten): string {
  const native = written.scrape_native_histograms ?? global.scrape_native_histograms ?? false;
  const protocols = written.scrape_protocols ?? global.scrape_protocols ?? [];
  if (protocols.length === 0) return acceptHeader({ nativeHistograms: native });
  const asked = protocols.map((name, i) => `${SCRAPE_PROTOCOLS[name]};q=0.${9 - Math.min(i, 6)}`);
  return [...asked, '*/*;q=0.2'].join(',');
}
