import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRegistry, type Collection, type Registry } from '@binnacle/exposition';
import { addTotals } from '../collect/collector-set.ts';
import type { StatusSources } from './status-document.ts';

/** The agent's own metrics, read from where they are kept anyway each time somebody asks. */
export function createOwnMetrics(sources: StatusSources): Registry {
  const registry = createRegistry();
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  registry.collect((into) => {
    collectScrapes(into, sources);
    collectDelivery(into, sources);
    into.gauge('binnacle_agent_build_info', 'Version of the agent; the value is 1.', 1, { version: sources.version });
    const { user, system } = process.cpuUsage();
    into.counter('process_cpu_seconds_total', 'User and system CPU time in seconds.', (user + system) / 1e6);
    into.gauge('process_resident_memory_bytes', 'Resident memory in bytes.', process.memoryUsage.rss());
    into.gauge(
      'process_start_time_seconds',
      'Start of the process, in seconds since 1970.',
      sources.startedAtMs / 1000,
    );
    into.gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', process.memoryUsage().heapUsed);
    into.gauge(
      'nodejs_eventloop_lag_p99_seconds',
      'Delay of the event loop since the last scrape, 99th percentile.',
      loop.percentile(99) / 1e9,
    );
    loop.reset();
  });
  return registry;
}

function collectScrapes(into: Collection, { inputs, collectors, discovery }: StatusSources): void {
  const { files } = inputs;
  const scrapers = [...inputs.scrapers, ...collectors.running, ...discovery.runner.scrapers];
  const totals = { ...inputs.totals };
  addTotals(totals, collectors.totals);
  addTotals(totals, discovery.runner.totals);
  for (const health of ['up', 'down', 'unknown'] as const) {
    const count = scrapers.filter((scraper) => scraper.health === health).length;
    into.gauge('binnacle_agent_targets', 'Targets and collectors by state.', count, { health });
  }
  into.gauge(
    'binnacle_agent_inputs',
    'Inputs and collectors that run.',
    inputs.running.length + collectors.running.length,
  );
  into.gauge(
    'binnacle_agent_series',
    'Series alive at the last scrape of each target and pass of each collector.',
    scrapers.reduce((sum, { liveSeries }) => sum + liveSeries, 0),
  );
  const errors = files.flatMap(({ problems }) => problems).filter(({ severity }) => severity === 'error').length;
  into.gauge('binnacle_agent_configuration_errors', 'Errors in the files of the conf folders.', errors);
  into.counter(
    'binnacle_agent_scrapes_total',
    'Scrapes and passes of collectors, failed ones included.',
    totals.scrapes,
  );
  into.counter(
    'binnacle_agent_scrape_failures_total',
    'Scrapes and passes of collectors that failed.',
    totals.failures,
  );
  into.counter(
    'binnacle_agent_scrapes_missed_total',
    'Scrapes left out because the one before was still under way.',
    totals.missed,
  );
  into.counter('binnacle_agent_samples_scraped_total', 'Samples in the expositions.', totals.samplesScraped);
  into.counter('binnacle_agent_samples_kept_total', 'Samples that the filters kept.', totals.samplesKept);
  into.counter(
    'binnacle_agent_samples_collided_total',
    'Samples lost because tags_ignore made series of gauges one.',
    totals.collisions,
  );
}

function collectDelivery(into: Collection, { queue, senders }: StatusSources): void {
  into.gauge('binnacle_agent_queue_bytes', 'Size of the queue on disk.', queue.sizeBytes);
  into.gauge('binnacle_agent_queue_limit_bytes', 'Size at which the oldest samples are dropped.', queue.maxBytes);
  into.counter(
    'binnacle_agent_queue_dropped_samples_total',
    'Samples dropped because the queue was full, for each server.',
    queue.droppedSamples,
  );
  for (const [i, { server, counts }] of senders.entries()) {
    const labels = { server: server.display };
    into.gauge(
      'binnacle_agent_queue_waiting_samples',
      'Samples that the server has not got yet.',
      queue.reader(i).waitingSamples,
      labels,
    );
    into.counter('binnacle_agent_requests_total', 'Write requests, repeated ones included.', counts.requests, labels);
    into.counter(
      'binnacle_agent_request_retries_total',
      'Write requests that failed and are repeated.',
      counts.retries,
      labels,
    );
    into.counter('binnacle_agent_samples_sent_total', 'Samples that the server took.', counts.samplesSent, labels);
    into.counter(
      'binnacle_agent_samples_refused_total',
      'Samples that the server refused for good.',
      counts.samplesRefused,
      labels,
    );
  }
}
