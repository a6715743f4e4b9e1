/** One series of a Prometheus answer: labels, and `[unix seconds, value]` pairs (one for an instant vector). */
export interface ResultSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

interface Body {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly result: readonly {
      metric: Record<string, string>;
      value?: [number, string];
      values?: [number, string][];
    }[];
  };
}

async function ask(
  url: string,
  path: string,
  params: Readonly<Record<string, string>>,
  token: string | undefined,
): Promise<ResultSeries[]> {
  const reply = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(params).toString()}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const body = (await reply.json()) as Body;
  if (body.status !== 'success' || !body.data)
    throw new Error(`${path} ${params['query']}: ${reply.status} ${body.error}`);
  return body.data.result.map(({ metric, value, values }) => ({ metric, values: values ?? (value ? [value] : []) }));
}

/** Instant query; a range selector such as `up[5m]` gives the samples as they are stored. */
export const query = (
  url: string,
  promql: string,
  options: { token?: string; timeMs?: number } = {},
): Promise<ResultSeries[]> =>
  ask(
    url,
    'query',
    { query: promql, ...(options.timeMs === undefined ? {} : { time: String(options.timeMs / 1000) }) },
    options.token,
  );

export const queryRange = (
  url: string,
  promql: string,
  range: { startMs: number; endMs: number; stepMs: number; token?: string },
): Promise<ResultSeries[]> =>
  ask(
    url,
    'query_range',
    {
      query: promql,
      start: String(range.startMs / 1000),
      end: String(range.endMs / 1000),
      step: String(range.stepMs / 1000),
    },
    range.token,
  );
