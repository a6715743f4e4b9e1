/** Types, lint, format and dependency direction; prints only what is wrong. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDependencies } from './check-deps.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
}

function command(name: string, program: string, ...args: string[]): CheckResult {
  const run = spawnSync(bin(program), args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return { name, ok: run.status === 0, output: `${run.stdout}${run.stderr}${run.error ? String(run.error) : ''}` };
}

/** Runs every check, also after one has failed, so that one run tells everything. */
export function runChecks(): CheckResult[] {
  const dependencies = checkDependencies();
  return [
    command('types: portable packages', 'tsc', '-p', 'tsconfig.portable.json'),
    command('types: Node', 'tsc', '-p', 'tsconfig.node.json'),
    command('types: browser', 'tsc', '-p', 'tsconfig.browser.json'),
    command('types: tests and build of the console', 'tsc', '-p', 'tsconfig.console-tools.json'),
    command('lint', 'oxlint', '--deny-warnings'),
    command('format', 'oxfmt', '--check', '.'),
    { name: 'dependency direction', ok: dependencies.length === 0, output: dependencies.join('\n') },
  ];
}

export function printChecks(results: readonly CheckResult[]): void {
  for (const { name, ok, output } of results) {
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
    if (!ok) console.log(output.trim());
  }
}

if (import.meta.main) {
  const results = runChecks();
  printChecks(results);
  process.exitCode = results.every((result) => result.ok) ? 0 : 1;
}
