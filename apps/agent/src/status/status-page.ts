import type { Problem } from '@binnacle/api';
import { formatDurationMs } from '../config/duration.ts';
import { formatProblem } from '../config/problem.ts';
import { formatSizeBytes } from '../config/size.ts';
import type { StatusDocument } from './status-document.ts';

/** The state of the agent as a page without scripts. Everything that comes from outside is escaped. */
export function statusPage(status: StatusDocument): string {
  const { queue } = status;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>Binnacle agent on ${escape(status.host)}</title>
<link rel="stylesheet" href="/status.css"></head><body>
<h1>Binnacle agent ${escape(status.version)} on ${escape(status.host)}</h1>
<dl>
<dt>Cluster</dt><dd>${escape(status.cluster)}</dd>
<dt>Running for</dt><dd>${formatDurationMs(Math.max(1000, Math.floor((status.sentAtMs - status.startedAtMs) / 1000) * 1000))}</dd>
<dt>Election</dt><dd>${escape(status.election.state)}</dd>
<dt>Memory</dt><dd>${formatSizeBytes(status.memoryBytes)}</dd>
<dt>Queue</dt><dd>${formatSizeBytes(queue.sizeBytes)} of ${formatSizeBytes(queue.limitBytes)}, ${queue.samplesDropped} samples dropped</dd>
</dl>
${problemList(status.problems ?? [])}
<h2>Servers</h2>
${table(
  ['Address', 'Protocol', '#Sent', '#Waiting', '#Refused', 'State'],
  status.servers.map((server) => [
    escape(server.url),
    escape(server.protocol),
    String(server.samplesSent),
    String(server.samplesWaiting),
    String(server.samplesRefused),
    server.problems.length === 0 ? '<span class="up">ok</span>' : server.problems.map(problemText).join('<br>'),
  ]),
)}
<h2>Inputs</h2>
${table(
  ['Source', 'File', 'State', '#Targets', 'Problems'],
  status.inputs.map((input) => [
    escape(input.source),
    escape(input.file ?? ''),
    `<span class="${input.state === 'failed' ? 'error' : 'up'}">${input.state}</span>`,
    String(input.targetCount),
    (input.problems ?? []).map(problemText).join('<br>'),
  ]),
)}
<h2>Targets</h2>
${table(
  ['Job', 'Address', 'State', 'Last scrape', '#Duration', '#Samples', '#Kept', 'Problem'],
  status.targets.map((target) => [
    escape(target.job),
    escape(target.url),
    `<span class="${target.health}">${target.health}</span>`,
    target.lastScrapeMs === null
      ? 'not yet'
      : `${formatDurationMs(Math.max(0, status.sentAtMs - target.lastScrapeMs))} ago`,
    target.lastDurationMs === null ? '' : formatDurationMs(target.lastDurationMs),
    String(target.samplesScraped ?? ''),
    String(target.samplesKept ?? ''),
    [...(target.lastError === null ? [] : [target.lastError]), ...(target.warnings ?? [])]
      .map(problemText)
      .join('<br>'),
  ]),
)}
<p><a href="/status">as JSON</a> · <a href="/metrics">metrics</a></p>
</body></html>
`;
}

/** A `#` in front of a heading makes a column of numbers. */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>none</p>';
  const isNumber = headings.map((heading) => heading.startsWith('#'));
  const cell = (tag: string, text: string, i: number): string =>
    `<${tag}${isNumber[i] === true ? ' class="number"' : ''}>${text}</${tag}>`;
  const head = headings.map((heading, i) => cell('th', heading.replace('#', ''), i)).join('');
  const body = rows.map((row) => `<tr>${row.map((text, i) => cell('td', text, i)).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

const problemList = (problems: readonly Problem[]): string =>
  problems.length === 0
    ? ''
    : `<h2>Problems</h2><ul>${problems.map((problem) => `<li>${problemText(problem)}</li>`).join('')}</ul>`;

const problemText = (problem: Problem): string =>
  `<span class="${problem.severity}">${escape(formatProblem(problem))}</span>`;

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
