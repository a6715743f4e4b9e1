import type { Problem } from '@binnacle/api';
import { formatDurationMs } from '../config/duration.ts';
import { formatProblem } from '../config/problem.ts';
import { formatSizeBytes } from '../config/size.ts';
import type { StatusDocument } from '../status/status-document.ts';
import { table, wrap, type Column } from './text-table.ts';

export interface ScreenOptions {
  readonly columns: number;
  /** Cut off below; undefined prints everything. */
  readonly rows: number | undefined;
  readonly color: boolean;
}

type Paint = (text: string, color: 'red' | 'green' | 'yellow' | 'bold' | 'dim') => string;
const CODES = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 } as const;

/** The state of an agent as text that fits the terminal. */
export function monitorScreen(status: StatusDocument, { columns, rows, color }: ScreenOptions): string {
  const paint: Paint = (text, name) => (color ? `\u001b[${CODES[name]}m${text}\u001b[0m` : text);
  const width = Math.max(20, columns);
  const uptimeMs = Math.floor(Math.max(0, status.sentAtMs - status.startedAtMs) / 1000) * 1000;
  const lines: string[] = [
    ...wrap(`Binnacle agent ${status.version} on ${status.host}`, width).map((line) => paint(line, 'bold')),
    ...wrap(
      [
        `cluster ${status.cluster}`,
        `up ${formatDurationMs(uptimeMs)}`,
        `election ${status.election.state}`,
        `memory ${formatSizeBytes(status.memoryBytes)}`,
        `cpu ${status.cpuSeconds.toFixed(1)}s`,
      ].join('   '),
      width,
    ),
    ...wrap(
      [
        `queue ${formatSizeBytes(status.queue.sizeBytes)} of ${formatSizeBytes(status.queue.limitBytes)}`,
        status.queue.oldestAtMs === null ? 'nothing waits' : `oldest ${ago(status, status.queue.oldestAtMs)}`,
        `${status.queue.samplesDropped} samples dropped`,
      ].join('   '),
      width,
    ),
  ];
  const section = (title: string): void => {
    lines.push('', paint(title, 'bold'));
  };

  section('Servers');
  lines.push(
    ...table(
      SERVER_COLUMNS,
      status.servers.map((server) => [
        server.url,
        String(server.samplesSent),
        String(server.samplesWaiting),
        String(server.samplesRefused),
        server.lastSuccessMs === null ? 'never' : ago(status, server.lastSuccessMs),
      ]),
      width,
    ),
  );
  section('Inputs');
  lines.push(
    ...table(
      INPUT_COLUMNS,
      status.inputs.map((input) => [input.source, input.state, String(input.targetCount), input.file ?? '']),
      width,
    ),
  );
  section('Targets');
  const targets = status.targets.map((target) => [
    target.job,
    target.health,
    target.lastScrapeMs === null ? 'not yet' : ago(status, target.lastScrapeMs),
    target.lastDurationMs === null ? '' : formatDurationMs(target.lastDurationMs),
    String(target.samplesScraped ?? ''),
    String(target.samplesKept ?? ''),
    target.url,
  ]);
  lines.push(
    ...table(TARGET_COLUMNS, targets, width).map((line) =>
      line.replace(/(?<=\s)(up|down)(?=\s)/, (word) => paint(word, word === 'up' ? 'green' : 'red')),
    ),
  );

  const problems = allProblems(status);
  if (problems.length > 0) {
    section('Problems');
    for (const problem of problems) {
      const since = problem.count === undefined || problem.count < 2 ? '' : ` (${problem.count} times)`;
      const text = wrap(`${problem.severity}: ${formatProblem(problem)}${since}`, width);
      lines.push(...text.map((line) => paint(line, problem.severity === 'error' ? 'red' : 'yellow')));
    }
  }
  const shown =
    rows === undefined || lines.length < rows
      ? lines
      : [
          ...lines.slice(0, rows - 2),
          paint(`… ${lines.length - rows + 2} more lines: make the window higher, or use --once`, 'dim'),
        ];
  return `${shown.join('\n')}\n`;
}

/** Every problem once, errors first. */
function allProblems(status: StatusDocument): readonly Problem[] {
  const byText = new Map<string, Problem>();
  const add = (problem: Problem): void => {
    byText.set(formatProblem(problem), problem);
  };
  for (const problem of status.problems ?? []) add(problem);
  for (const input of status.inputs) for (const problem of input.problems ?? []) add(problem);
  for (const target of status.targets) {
    if (target.lastError !== null) add({ ...target.lastError, message: `${target.job}: ${target.lastError.message}` });
    for (const warning of target.warnings ?? []) add(warning);
  }
  return [...byText.values()].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1));
}

const ago = (status: StatusDocument, atMs: number): string => {
  const ms = Math.max(0, status.sentAtMs - atMs);
  return `${ms < 1000 ? '0s' : formatDurationMs(Math.floor(ms / 1000) * 1000)} ago`;
};

const SERVER_COLUMNS: readonly Column[] = [
  { title: 'ADDRESS', flexible: true },
  { title: 'SENT', right: true },
  { title: 'WAITING', right: true },
  { title: 'REFUSED', right: true },
  { title: 'LAST' },
];
const INPUT_COLUMNS: readonly Column[] = [
  { title: 'SOURCE' },
  { title: 'STATE' },
  { title: 'TARGETS', right: true },
  { title: 'FILE', flexible: true },
];
const TARGET_COLUMNS: readonly Column[] = [
  { title: 'JOB' },
  { title: 'STATE' },
  { title: 'LAST' },
  { title: 'TOOK', right: true },
  { title: 'SAMPLES', right: true, optional: true },
  { title: 'KEPT', right: true },
  { title: 'ADDRESS', flexible: true },
];
