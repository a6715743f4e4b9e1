import { JsonBytes, parseExpr, type Expr, writeLabels, writeList } from '@binnacle/promql';
import type { Matcher, Querier } from '@binnacle/storage';
import { fail, succeedWith, withQuerier, type JobContext, type JobResult } from './context.ts';
import type { JobOf } from './perform.ts';

type SeriesExemplars = ReturnType<Querier['exemplars']>[number];

/** `/api/v1/query_exemplars`: exemplars of the series that the selectors of an expression pick. */
export function exemplars(job: JobOf<'exemplars'>, context: JobContext): JobResult {
  const parsed = parseExpr(job.query);
  if (!parsed.ok) return fail('bad_data', parsed.error.message);
  const selectors = selectorsIn(parsed.expr);
  // As Prometheus, which has nothing to say about nothing.
  if (selectors.length === 0) return { status: 204, contentType: 'application/json', body: new Uint8Array(0) };
  return withQuerier(context, job.startMs, job.endMs, (querier) => {
    const out = new JsonBytes();
    writeList(out, querier.exemplars(selectors), (series) => writeSeries(out, series));
    return succeedWith(out.bytes());
  });
}

function writeSeries(out: JsonBytes, { labels, exemplars: found }: SeriesExemplars): void {
  out.raw('{"seriesLabels":');
  writeLabels(out, labels);
  out.raw(',"exemplars":');
  writeList(out, found, (it) => {
    out.raw('{"labels":');
    writeLabels(out, it.labels);
    out.raw(',"value":"');
    out.number(it.value);
    out.raw('","timestamp":');
    out.timestamp(it.timestampMs ?? 0);
    out.raw('}');
  });
  out.raw('}');
}

/** The matchers of every selector, wherever it stands. Iterative: an expression may be nested deeply. */
export function selectorsIn(expr: Expr): (readonly Matcher[])[] {
  const found: (readonly Matcher[])[] = [];
  const open: Expr[] = [expr];
  for (let it = open.pop(); it !== undefined; it = open.pop()) {
    switch (it.kind) {
      case 'vector':
        found.push(it.matchers);
        break;
      case 'matrix':
        open.push(it.vector);
        break;
      case 'subquery':
      case 'unary':
      case 'paren':
        open.push(it.expr);
        break;
      case 'binary':
        open.push(it.right, it.left);
        break;
      case 'aggregate':
        open.push(it.expr, ...(it.param === undefined ? [] : [it.param]));
        break;
      case 'call':
        open.push(...it.args.toReversed());
        break;
      case 'number':
      case 'string':
        break;
    }
  }
  return found;
}
