import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { acceptHeader, formatNumber } from '@binnacle/exposition';
import { formatLabels } from '@binnacle/model';
import { EXIT, type CommandIo } from './command-io.ts';
import { formatDurationMs } from './config/duration.ts';
import { loadSettings } from './config/load-settings.ts';
import { formatProblem, isError, type Problem } from './config/problem.ts';
import type { AgentSettings } from './config/settings.ts';
import { formatSizeBytes } from './config/size.ts';
import { parseConfFile, type PromInput } from './inputs/conf-file.ts';
import { FamilyRules } from './scrape/family-rules.ts';
import { TargetFetcher } from './scrape/fetch-target.ts';
import { LabelRules } from './scrape/label-rules.ts';
import { readTarget, rejectedScrape } from './scrape/read-target.ts';
import { ScrapeRejected, type StoredSeries, type TableCounts } from './scrape/scrape-rows.ts';
import { ScrapeTable } from './scrape/scrape-table.ts';
import { targetsOf, type Target } from './scrape/target.ts';
import { AGENT_VERSION } from './version.ts';

const HELP = `binnacle debug prom-conf: scrapes the targets of an inputs.prom file once and shows what would be sent

  binnacle debug prom-conf FILE [flags of binnacle agent]

Nothing is sent and nothing is stored. Prints each sample as it would be stored, the number of samples and series, the
metrics by family, and problems. FILE is looked for here and in conf.d/prom of the conf folders. Exit code 1: a target
failed, or the file has errors.
`;

/** `binnacle debug prom-conf FILE`: a dry run. */
export async function debugPromConfCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const { settings, problems, help, rest } = await loadSettings(args, io.env, io.cwd);
  if (help || rest.length !== 1) {
    (help ? io.stdout : io.stderr).write(HELP);
    return help ? EXIT.ok : EXIT.usage;
  }
  const file = findFile(rest[0]!, settings, io.cwd);
  let conf: ReturnType<typeof parseConfFile>;
  try {
    conf = parseConfFile(file, readFileSync(file, 'utf8'));
  } catch (error) {
    io.stderr.write(
      `${file}: ${error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'no such file' : String(error)}\n`,
    );
    return EXIT.failed;
  }
  const found: Problem[] = [...problems, ...conf.problems];
  for (const input of conf.inputs) {
    found.push(...input.warnings);
    for (const target of targetsOf(input)) {
      io.stdout.write(`# ${input.options.source}: ${target.displayUrl}\n`);
      const problem = await dryRun(target, input, settings, io);
      if (problem !== undefined) found.push(problem);
    }
  }
  for (const problem of found) io.stdout.write(`# ${problem.severity}: ${formatProblem(problem)}\n`);
  return found.some(isError) ? EXIT.failed : EXIT.ok;
}

/** Scrapes once and prints. @returns why it failed */
async function dryRun(
  target: Target,
  input: PromInput,
  settings: AgentSettings,
  io: CommandIo,
): Promise<Problem | undefined> {
  const { options } = input;
  const rules = new LabelRules(options, target.instance, settings.tags, settings.election === 'on');
  const table = new ScrapeTable(new FamilyRules(options), rules, {
    honorTimestamps: options.honor_timestamps,
    useInfo: !options.disable_info_tag,
    sampleLimit: options.sample_limit,
  });
  // With `output` set the reference agent reads what was written there, if anything was.
  const saved = options.output === '' ? undefined : resolve(settings.dataDir, options.output);
  const source: Target =
    saved !== undefined && existsSync(saved)
      ? { ...target, source: { kind: 'file', path: saved }, displayUrl: `file:${saved}` }
      : target;
  const fetcher = new TargetFetcher(
    source,
    acceptHeader({ nativeHistograms: options.scrape_native_histograms }),
    `binnacle-agent/${AGENT_VERSION}`,
  );
  const started = performance.now();
  const { bodyBytes, problem } = await readTarget(source, fetcher, table, Date.now(), io.signal);
  fetcher.close();
  if (problem !== undefined) return problem;
  const series: StoredSeries[] = [];
  let counts: TableCounts;
  try {
    counts = table.commit(Date.now(), { sample: (entry) => void series.push(entry), stale: () => {} });
  } catch (error) {
    if (!(error instanceof ScrapeRejected)) throw error;
    return rejectedScrape(target, error);
  }
  for (const entry of series)
    io.stdout.write(
      `${formatLabels(entry.labels)} ${valueOf(entry)}${entry.timestampMs === 0 ? '' : ` @${entry.timestampMs}`}\n`,
    );
  io.stdout.write(summary(series, counts, bodyBytes, performance.now() - started));
  return undefined;
}

const valueOf = ({ histogram, value }: StoredSeries): string =>
  histogram === undefined ? formatNumber(value) : `native histogram: count ${histogram.count}, sum ${histogram.sum}`;

function summary(series: readonly StoredSeries[], counts: TableCounts, bodyBytes: number, tookMs: number): string {
  const families = new Map<string, number>();
  const measurements = new Map<string, number>();
  for (const { family, type, labels } of series) {
    const name = `${family} (${type})`;
    families.set(name, (families.get(name) ?? 0) + 1);
    const at = labels.indexOf('measurement');
    if (at >= 0 && at % 2 === 0) measurements.set(labels[at + 1]!, (measurements.get(labels[at + 1]!) ?? 0) + 1);
  }
  const lines = [
    `# ${counts.scraped} samples scraped (${formatSizeBytes(bodyBytes)} in ${formatDurationMs(tookMs)}), ${counts.kept} kept, ${series.length} series`,
    `# families: ${[...families].map(([name, count]) => `${name}: ${count}`).join(', ') || 'none'}`,
  ];
  if (measurements.size > 0)
    lines.push(`# measurements: ${[...measurements].map(([name, count]) => `${name}: ${count}`).join(', ')}`);
  if (counts.scraped > 0 && counts.kept === 0)
    lines.push('# nothing is kept: see metric_types, metric_name_filter and metric_name_filter_ignore');
  if (counts.collisions > 0)
    lines.push(`# ${counts.collisions} samples lost: without the labels in tags_ignore their series are the same`);
  return `${lines.join('\n')}\n`;
}

function findFile(name: string, settings: AgentSettings, cwd: string): string {
  const candidates = [
    resolve(cwd, name),
    ...settings.confDirs.flatMap((dir) => [join(dir, 'prom', name), join(dir, name)]),
  ];
  return candidates.find((path) => existsSync(path)) ?? candidates[0]!;
}
