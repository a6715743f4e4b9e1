import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readdirSync, readFileSync } from 'node:fs';
import { createRegistry, DURATION_BOUNDS, type Registry } from '@binnacle/exposition';
import type { Exchange } from './http/exchange.ts';
import { respond } from './http/respond.ts';
import type { ServerParts } from './parts.ts';
import { VERSION } from './version.ts';

export interface OwnMetrics {
  readonly registry: Registry;
  /** Counts an answered request. `handler` is one of few names, never a path that a client chose. */
  observeRequest(handler: string, method: string, status: number, seconds: number): void;
  serve(exchange: Exchange): Promise<void>;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);

/** The server's own `/metrics`. */
export function makeOwnMetrics(parts: ServerParts): OwnMetrics {
  const registry = createRegistry();
  const requests = registry.counter('binnacle_http_requests_total', 'Answered HTTP requests.');
  const durations = registry.histogram(
    'binnacle_http_request_duration_seconds',
    'Time to the end of the answer.',
    DURATION_BOUNDS,
  );
  const known = new Map<string, ReturnType<typeof seriesOf>>();
  const seriesOf = (handler: string, method: string, status: number) => ({
    requests: requests.of({ handler, method, code: String(status) }),
    durations: durations.of({ handler }),
  });
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();

  registry.collect((into) => {
    into.gauge('binnacle_build_info', 'Version of the server.', 1, { version: VERSION, node: process.version });
    const { samples, requests: ingests, rejectedSamples } = parts.ingest.figures();
    into.counter('binnacle_ingest_samples_total', 'Samples and histograms stored.', samples);
    into.counter('binnacle_ingest_requests_total', 'Ingest requests.', ingests);
    into.counter(
      'binnacle_ingest_rejected_samples_total',
      'Samples refused: too old, over a limit, invalid.',
      rejectedSamples,
    );
    into.gauge('binnacle_ingest_requests_running', 'Ingest requests being handled.', parts.ingest.running());
    const queries = parts.pool.figures();
    into.counter('binnacle_queries_total', 'Queries and metadata requests.', queries.total);
    into.gauge('binnacle_queries_running', 'Queries being evaluated.', queries.running);
    into.gauge('binnacle_queries_waiting', 'Queries that wait for a thread.', queries.waiting);
    into.gauge('binnacle_query_threads', 'Query threads.', queries.workers);
    into.counter(
      'binnacle_query_thread_restarts_total',
      'Query threads that had to be replaced.',
      parts.pool.restarts(),
    );
    const { activeSeries, samplesAppended, sizeBytes, figures } = parts.engine.stats('default');
    into.gauge('binnacle_storage_active_series', 'Series with recent samples.', activeSeries);
    into.counter('binnacle_storage_samples_appended_total', 'Samples appended since the start.', samplesAppended);
    into.gauge('binnacle_storage_size_bytes', 'Size of the stored samples.', sizeBytes);
    for (const [name, value] of Object.entries(figures)) {
      const metric = `binnacle_storage_${name}`;
      if (name.endsWith('_total')) into.counter(metric, 'Figure of the storage engine.', value);
      else into.gauge(metric, 'Figure of the storage engine.', value);
    }
    for (const [level, count] of Object.entries(parts.storageHealth.counts())) {
      into.counter('binnacle_storage_events_total', 'What the storage had to say, by level.', count, { level });
    }
    const inventory = parts.inventory.figures();
    into.gauge('binnacle_objects', 'Objects of clusters, those that are gone included.', inventory.objects);
    into.gauge('binnacle_object_events', 'Events of clusters.', inventory.events);
    into.gauge('binnacle_objects_waiting', 'Requests that wait for the thread of objects.', inventory.waiting);
    into.counter('binnacle_objects_refused_total', 'Objects over --objects.max-count.', inventory.objectsRefused);
    into.counter('binnacle_objects_thread_restarts_total', 'Threads that had to be replaced.', inventory.restarts);
    const agents = parts.targets.agents('default');
    into.gauge(
      'binnacle_agents_online',
      'Agents that reported within the last minute.',
      agents.filter((it) => it.online).length,
    );
    into.gauge(
      'nodejs_eventloop_lag_p99_seconds',
      'Delay of the event loop since the last scrape.',
      loop.percentile(99) / 1e9,
    );
    into.gauge('nodejs_eventloop_lag_max_seconds', 'Delay of the event loop since the last scrape.', loop.max / 1e9);
    loop.reset();
    const memory = process.memoryUsage();
    into.gauge('process_resident_memory_bytes', 'Resident memory.', memory.rss);
    into.gauge('nodejs_heap_size_used_bytes', 'Used heap of the main thread.', memory.heapUsed);
    const { user, system } = process.cpuUsage();
    into.counter('process_cpu_seconds_total', 'CPU time.', (user + system) / 1e6);
    into.gauge('process_start_time_seconds', 'Start of the server.', parts.startedAtMs / 1000);
    const files = openFiles();
    if (files !== undefined) {
      into.gauge('process_open_fds', 'Open file descriptors.', files.open);
      into.gauge('process_max_fds', 'Most file descriptors that may be open.', files.max);
    }
  });

  return {
    registry,
    observeRequest(handler, method, status, seconds) {
      const shown = METHODS.has(method) ? method : 'other';
      // Few: handlers, methods and status codes are.
      const key = `${handler} ${shown} ${status}`;
      let series = known.get(key);
      if (series === undefined) known.set(key, (series = seriesOf(handler, shown, status)));
      series.requests.inc();
      series.durations.observe(seconds);
    },
    serve({ request, response }) {
      const { contentType, body } = registry.expose(request.headers.accept);
      return respond(request, response, 200, { 'content-type': contentType }, body);
    },
  };
}

/** Where the kernel tells (Linux). */
function openFiles(): { open: number; max: number } | undefined {
  try {
    const limits = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return { open: readdirSync('/proc/self/fd').length, max: Number(limits?.[1] ?? 0) };
  } catch {
    return undefined;
  }
}

/** The name under which a request is counted. */
export function handlerOf(path: string): string {
  if (path.startsWith('/api/v1/label/')) return '/api/v1/label/:name/values';
  if (path.startsWith('/api/v1/')) return KNOWN.has(path.slice('/api/v1/'.length)) ? path : '/api/v1/other';
  if (path.startsWith('/api/'))
    return `/api/${/^[a-z]+/.exec(path.slice(5))?.[0] ?? 'other'}`.replace(
      /^\/api\/(?!setup|session|tokens|views|dashboards|targets|agents|objects|events|status|openapi).*/,
      '/api/other',
    );
  if (path.startsWith('/-/') || path === '/metrics' || path === '/federate')
    return path.startsWith('/-/') ? '/-/' : path;
  return 'console';
}

const KNOWN = new Set([
  'write',
  'import/prometheus',
  'query',
  'query_range',
  'query_exemplars',
  'format_query',
  'parse_query',
  'series',
  'labels',
  'metadata',
  'targets',
  'targets/metadata',
  'read',
]);
