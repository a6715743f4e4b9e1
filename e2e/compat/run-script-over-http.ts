import type { Labels } from '@binnacle/model';
import { parseScript } from '@binnacle/promql';
import { askQuery } from './ask-query.ts';
import { judgeAnswer, middleStep, type Evaluation } from './script-expectations.ts';
import { writeSeries } from './write-series.ts';

/** Requests at a time. */
const LANES = 4;

export interface HttpScriptReport {
  readonly evals: number;
  /** Instant queries that were asked a second time, as a step of a range query. */
  readonly asRange: number;
  /** One line for each expectation that was not met. */
  readonly failures: readonly string[];
}

/**
 * Runs a script against a server at `url`: each `load` is a remote write, each `eval` a request, and `clear` deletes what
 * was loaded through the admin API.
 */
export async function runScriptOverHttp(text: string, url: string): Promise<HttpScriptReport> {
  const report = { evals: 0, asRange: 0, failures: [] as string[] };
  let loaded: Labels[] = [];
  const clear = async (): Promise<void> => {
    await deleteSeries(url, loaded);
    loaded = [];
  };
  // What is asked between two changes of the data may be asked at the same time.
  let waiting: Evaluation[] = [];
  const ask = async (): Promise<void> => {
    const results = await inLanes(waiting, (command) => check(command, url));
    report.evals += results.length;
    report.asRange += results.filter(({ isRange }) => isRange).length;
    report.failures.push(...results.flatMap(({ failure }) => failure ?? []));
    waiting = [];
  };
  for (const command of parseScript(text)) {
    if (command.kind === 'eval') {
      waiting.push(command);
      continue;
    }
    await ask();
    if (command.kind === 'clear') await clear();
    else {
      // Version 1 knows no start timestamps.
      await writeSeries([url], command.series, [2]);
      loaded.push(...command.series.map(({ labels }) => labels));
    }
  }
  await ask();
  await clear();
  return report;
}

interface Checked {
  readonly isRange: boolean;
  readonly failure: string | undefined;
}

async function check(command: Evaluation, url: string): Promise<Checked> {
  const where = `line ${command.line}: ${command.query}`;
  const complaint = await evaluate(command, url);
  if (complaint !== undefined) return { isRange: false, failure: `${where}: ${complaint}` };
  if (!isAlsoRange(command)) return { isRange: false, failure: undefined };
  const other = await evaluateAsStep(command, url);
  return { isRange: true, failure: other === undefined ? undefined : `${where}: as a range query: ${other}` };
}

/** Results in the order of the items. */
async function inLanes<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

async function evaluate(command: Evaluation, url: string): Promise<string | undefined> {
  const { query, instant, startMs, endMs, stepMs } = command;
  const times = { start: startMs / 1000, end: endMs / 1000, ...(instant ? {} : { step: stepMs / 1000 }) };
  return judgeAnswer(command, await askQuery(url, { query, ...times }));
}

const isAlsoRange = ({ instant, instantOnly, expected, query }: Evaluation): boolean =>
  instant &&
  !instantOnly &&
  !expected.ordered &&
  expected.fail === undefined &&
  !/\b(start|end|range|step)\(\)/.test(query);

/** The query at three steps, the middle one of which is the time of the script. */
async function evaluateAsStep(command: Evaluation, url: string): Promise<string | undefined> {
  const at = command.endMs / 1000;
  const { status, body } = await askQuery(url, { query: command.query, start: at - 60, end: at + 60, step: 60 });
  if (body.status !== 'success') return `failed: ${body.error}`;
  // The other steps may have warnings of their own.
  const { warnings: _w, infos: _i, ...quiet } = middleStep(body, command, at);
  const silent = { ...command, expected: { ...command.expected, warn: [], info: [], noWarn: false, noInfo: false } };
  return judgeAnswer(silent, { status, body: quiet });
}

async function deleteSeries(url: string, loaded: readonly Labels[]): Promise<void> {
  const params = new URLSearchParams();
  for (const labels of loaded) {
    const matchers: string[] = [];
    for (let i = 0; i < labels.length; i += 2)
      matchers.push(`${JSON.stringify(labels[i])}=${JSON.stringify(labels[i + 1])}`);
    params.append('match[]', `{${matchers.join(',')}}`);
  }
  if (loaded.length === 0) return;
  const reply = await fetch(`${url}/api/v1/admin/tsdb/delete_series`, { method: 'POST', body: params });
  if (reply.status !== 204) throw new Error(`series were not deleted: ${reply.status} ${await reply.text()}`);
}
