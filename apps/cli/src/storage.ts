import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspectFolder, repairFolder, type InspectedWorkspace, type InspectReport } from '@binnacle/storage-blocks';
import type { Command, CommandIo } from './command-io.ts';

const inspectHelp = `Usage: binnacle storage inspect DIR [--json]

Reads every file of a data folder and compares every checksum: files, series, samples, bytes per sample, and what is wrong
and what that means. Changes nothing; may run beside a server. DIR is the server's --data-dir, or its storage folder.

Exit code: 0 all is well, 1 something is damaged or cannot be read, 2 wrong usage.
`;

const repairHelp = `Usage: binnacle storage repair DIR

Writes each damaged block anew without its damaged pages, and moves the damaged file to the folder quarantine: nothing is
deleted. Refuses while a server has the folder open. (What a crash leaves in the log needs no repair: each start puts that right.)

Exit code: 0 done, 1 failed, 2 wrong usage.
`;

/** The storage folder that `DIR` names: the server's data folder holds it as `storage`. */
function storageFolder(cwd: string, given: string): string {
  const dir = resolve(cwd, given);
  const inside = join(dir, 'storage');
  return existsSync(join(inside, 'workspaces')) ? inside : dir;
}

function folderOf(args: readonly string[], io: CommandIo, name: string): string | undefined {
  const dirs = args.filter((arg) => !arg.startsWith('-'));
  const [given] = dirs;
  if (given === undefined || dirs.length > 1) {
    io.stderr.write(`binnacle storage ${name}: name one folder\nSee: binnacle storage ${name} --help\n`);
    return undefined;
  }
  const dir = storageFolder(io.cwd, given);
  if (existsSync(join(dir, 'workspaces'))) return dir;
  io.stderr.write(`binnacle storage ${name}: ${dir} is no storage folder: it has no folder "workspaces"\n`);
  return undefined;
}

/** `binnacle storage inspect`. */
export const storageInspectCommand: Command = async (args, io) => {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(inspectHelp);
    return 0;
  }
  const dir = folderOf(args, io, 'inspect');
  if (dir === undefined) return 2;
  const report = await inspectFolder(dir);
  io.stdout.write(args.includes('--json') ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
  return report.problems.length === 0 ? 0 : 1;
};

/** `binnacle storage repair`. */
export const storageRepairCommand: Command = async (args, io) => {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(repairHelp);
    return 0;
  }
  const dir = folderOf(args, io, 'repair');
  if (dir === undefined) return 2;
  let repairs;
  try {
    repairs = await repairFolder(dir);
  } catch (error) {
    io.stderr.write(`binnacle storage repair: ${(error as Error).message}\n`);
    return 1;
  }
  for (const { setAside, replacedBy, samplesBefore, samplesKept, problems } of repairs) {
    io.stdout.write(`${setAside ?? 'a block that is not there'}: ${problems.join('; ')}\n`);
    io.stdout.write(
      `  kept ${samplesKept} of ${samplesBefore} samples${replacedBy === undefined ? '' : ` in ${replacedBy}`}\n`,
    );
  }
  io.stdout.write(repairs.length === 0 ? 'Nothing to repair.\n' : `Repaired ${repairs.length} of the blocks.\n`);
  return 0;
};

/** The report for people. */
export function reportText({ dir, workspaces, problems }: InspectReport): string {
  const lines = [`${dir}`];
  for (const workspace of workspaces) lines.push('', ...workspaceLines(workspace));
  lines.push('');
  if (problems.length === 0) lines.push('Every checksum is right.');
  for (const { file, problem, meaning } of problems) lines.push(`PROBLEM ${file}: ${problem}`, `        ${meaning}`);
  return `${lines.join('\n')}\n`;
}

const time = (ms: number | undefined): string =>
  ms === undefined ? '–' : new Date(ms).toISOString().replace('.000', '');
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;

function workspaceLines(it: InspectedWorkspace): string[] {
  const lines = [
    `workspace ${it.name}: ${it.samplesInBlocks} samples in ${it.blocks.length} blocks, ${kilobytes(it.bytesOfBlocks)}` +
      `${it.bytesPerSample === undefined ? '' : `, ${it.bytesPerSample.toFixed(2)} bytes per sample`}, ${time(it.minTimeMs)} to ${time(it.maxTimeMs)}`,
  ];
  if (it.tombstones > 0) lines.push(`  ${it.tombstones} deletions wait for a merge`);
  for (const block of it.blocks) {
    lines.push(
      `  block ${block.file}  ${time(block.minTimeMs)} to ${time(block.maxTimeMs)}  ${block.series} series  ${block.samples} samples  ` +
        `${block.bytesPerSample.toFixed(2)} B/sample  ${block.damagedPages === 0 ? `${block.pages} pages` : `${block.damagedPages} of ${block.pages} pages DAMAGED`}`,
    );
  }
  for (const log of it.log) lines.push(`  log ${log.file}  ${log.records} records  ${kilobytes(log.sizeBytes)}`);
  return lines;
}
