import { OWN_REQUESTS } from '../auth/authenticate.ts';
import { readerSource } from '../query/reader-source.ts';
import type { ServerParts } from '../parts.ts';
import { chooseEncoding } from '../http/compression.ts';
import type { Job } from '../query/job.ts';
import {
  BadParameter,
  limitParam,
  lookbackParam,
  looseLimitParam,
  MAX_TIME_MS,
  MIN_TIME_MS,
  optionalTimeParam,
  stepParam,
  timeoutParam,
  timeParam,
  unescapeLabelName,
  type Params,
} from './params.ts';
import type { PrometheusCall, PrometheusRoute, Reply } from './route-table.ts';

/** More points than this for each series are refused, as Prometheus does. */
const MAX_POINTS = 11_000;

/** Routes that read samples, series or PromQL: all of their work is done on a query thread. */
export function queryRoutes({ config, pool, engine, now }: ServerParts): PrometheusRoute[] {
  const run = async (call: PrometheusCall, job: Job, timeoutMs: number, readsStorage = true): Promise<Reply> => ({
    kind: 'written',
    reply: await pool.run({
      job,
      timeoutMs,
      isOwn: call.principal === OWN_REQUESTS,
      caller: call.caller,
      encoding: chooseEncoding(call.request.headers['accept-encoding'] as string | undefined),
      reader: readsStorage ? readerSource(engine, call.workspace) : undefined,
    }),
  });
  const options = (params: Params) => ({
    query: params.get('query'),
    lookbackMs: lookbackParam(params, config.query.lookbackMs),
    limit: limitParam(params),
    stats: params.get('stats'),
  });
  const selection = (params: Params) => ({
    limit: limitParam(params),
    startMs: optionalTimeParam(params, 'start', MIN_TIME_MS),
    endMs: optionalTimeParam(params, 'end', MAX_TIME_MS),
    matchers: params.all('match[]'),
  });
  const { timeoutMs } = config.query;

  const query: PrometheusRoute['handle'] = (call) => {
    const { params } = call;
    const limit = limitParam(params);
    const timeMs = optionalTimeParam(params, 'time', now());
    const timeout = timeoutParam(params, timeoutMs);
    return run(call, { kind: 'instant', timeMs, ...options(params), limit }, timeout);
  };

  const queryRange: PrometheusRoute['handle'] = (call) => {
    const { params } = call;
    const limit = limitParam(params);
    const startMs = timeParam(params, 'start');
    const endMs = timeParam(params, 'end');
    if (endMs < startMs) throw new BadParameter('invalid parameter "end": end timestamp must not be before start time');
    const stepMs = stepParam(params);
    if ((endMs - startMs) / stepMs > MAX_POINTS) {
      throw new BadParameter(
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      );
    }
    const largest = limitParam(params, 'largest');
    const timeout = timeoutParam(params, timeoutMs);
    return run(call, { kind: 'range', startMs, endMs, stepMs, largest, ...options(params), limit }, timeout);
  };

  const exemplars: PrometheusRoute['handle'] = (call) => {
    const startMs = optionalTimeParam(call.params, 'start', MIN_TIME_MS);
    const endMs = optionalTimeParam(call.params, 'end', MAX_TIME_MS);
    if (endMs < startMs) throw new BadParameter('end timestamp must not be before start timestamp');
    return run(call, { kind: 'exemplars', query: call.params.get('query'), startMs, endMs }, timeoutMs);
  };

  const series: PrometheusRoute['handle'] = (call) => {
    if (call.params.all('match[]').length === 0) throw new BadParameter('no match[] parameter provided');
    return run(call, { kind: 'series', ...selection(call.params) }, timeoutMs);
  };

  const labelValues: PrometheusRoute['handle'] = (call) => {
    const name = unescapeLabelName(call.name);
    if (name === '') throw new BadParameter(`invalid label name: ""`);
    return run(call, { kind: 'label_values', name, ...selection(call.params) }, timeoutMs);
  };

  const metadata: PrometheusRoute['handle'] = (call) => {
    const limit = looseLimitParam(call.params, 'limit');
    const limitPerMetric = looseLimitParam(call.params, 'limit_per_metric');
    return run(call, { kind: 'metadata', metric: call.params.get('metric'), limit, limitPerMetric }, timeoutMs);
  };

  const form = ['GET', 'POST'];
  return [
    { methods: form, path: 'query', access: 'query', handle: query },
    { methods: form, path: 'query_range', access: 'query', handle: queryRange },
    { methods: form, path: 'query_exemplars', access: 'query', handle: exemplars },
    {
      methods: form,
      path: 'format_query',
      access: 'query',
      handle: (call) => run(call, { kind: 'format_query', query: call.params.get('query') }, timeoutMs, false),
    },
    {
      methods: form,
      path: 'parse_query',
      access: 'query',
      handle: (call) => run(call, { kind: 'parse_query', query: call.params.get('query') }, timeoutMs, false),
    },
    { methods: form, path: 'series', access: 'query', handle: series },
    {
      methods: form,
      path: 'labels',
      access: 'query',
      handle: (call) => run(call, { kind: 'labels', ...selection(call.params) }, timeoutMs),
    },
    { methods: ['GET'], path: 'label/:name/values', access: 'query', handle: labelValues },
    { methods: ['GET'], path: 'metadata', access: 'query', handle: metadata },
  ];
}
