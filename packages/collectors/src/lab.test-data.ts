import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const run = promisify(execFile);
const scripts = process.env['BINNACLE_LAB'] ?? fileURLToPath(new URL('../../../../shared/lab', import.meta.url));

/** Whether the scripts that start real components are on this machine. */
export const hasLab = existsSync(join(scripts, 'docker.sh'));
/** Where they keep what they start. */
export const labFolder = process.env['LAB'] ?? join(process.env['TMPDIR'] ?? tmpdir(), 'lab');

/** Runs a script of the lab and gives what it prints. */
export async function lab(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await run(join(scripts, script), args, { env: { ...process.env, ...env }, maxBuffer: 1 << 26 });
  return stdout;
}

/** Runs a program and gives what it prints. */
export async function command(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { stdout } = await run(program, args, { env: { ...process.env, ...env }, maxBuffer: 1 << 26 });
  return stdout;
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** Bytes of a text such as `30.5MiB`. */
export function bytesOf(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)\s*(\w+)$/.exec(text.trim()) ?? [];
  const scale = UNITS[unit];
  if (number === undefined || scale === undefined) throw new Error(`no size: ${text}`);
  return Number(number) * scale;
}

/** A number that only grows lies between what another saw before and after, each with 5 % of tolerance. */
export function expectBetween(name: string, value: number | undefined, before: number, after: number): void {
  console.log(`${name}: ${value} here, ${before} to ${after} there`);
  expect([name, value]).toEqual([
    name,
    expect.toSatisfy((seen: number) => seen >= before * 0.95 && seen <= after * 1.05, `between ${before} and ${after}`),
  ]);
}

export function expectWithin5Percent(name: string, value: number | undefined, wanted: number): void {
  expectBetween(name, value, wanted, wanted);
}
