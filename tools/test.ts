/**
 * What `make test` runs: the checks, the build of the console, then the test suites one after the other. The last line
 * is `N passed, N failed, N skipped` over all of them; a suite that ran no test counts as failed.
 *
 *   node tools/test.ts [SUITE…]     SUITE: checks, build, unit, integration, e2e (default: all of these), cluster
 *
 * `cluster` (`make test-cluster`) needs the scripts that start real Docker, containerd and Kubernetes: the folder that
 * BINNACLE_LAB names, else ../shared/lab. Where there are none it says so and counts as skipped.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printChecks, runChecks } from './check.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const suites = ['unit', 'integration', 'e2e'] as const;
const wanted = process.argv.slice(2);
const selected = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}
const total: Tally = { passed: 0, failed: 0, skipped: 0 };
/** What failed, repeated at the end, for the output between is long and a log may be cut. */
const failures: string[] = [];

function add(name: string, tally: Tally, startedAt: number): void {
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`== ${name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped in ${seconds} s\n`);
}

function checks(): void {
  const startedAt = Date.now();
  const results = runChecks();
  printChecks(results);
  const passed = results.filter((result) => result.ok).length;
  for (const result of results) if (!result.ok) failures.push(`checks: ${result.name}`);
  add('checks', { passed, failed: results.length - passed, skipped: 0 }, startedAt);
}

function build(): void {
  const startedAt = Date.now();
  const run = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  add(
    'build of the console',
    { passed: run.status === 0 ? 1 : 0, failed: run.status === 0 ? 0 : 1, skipped: 0 },
    startedAt,
  );
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function failed(suite: string, file: string, test: string, message: string): void {
  const first = message.split('\n').slice(0, 12).join('\n    ');
  failures.push(`${suite}: ${relative(root, file)}: ${test}\n    ${first}`);
}

function vitest(suite: string, scratch: string): void {
  const startedAt = Date.now();
  const file = join(scratch, `${suite}.json`);
  const args = ['run', '--project', suite, '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const run = spawnSync(join(root, 'node_modules/.bin/vitest'), args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${join(root, 'node_modules/node/bin')}:${process.env['PATH'] ?? ''}` },
  });
  let report: Report | undefined;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    console.log(`${suite}: vitest wrote no report (exit ${run.status ?? run.signal})`);
  }
  const tally: Tally = {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
  for (const result of report?.testResults ?? []) {
    for (const test of result.assertionResults) {
      if (test.status === 'pending' || test.status === 'skipped') console.log(`skipped: ${test.fullName}`);
      if (test.status === 'failed') failed(suite, result.name, test.fullName, test.failureMessages.join('\n'));
    }
    // A file that could not even be loaded has no test to count.
    if (result.status === 'failed' && result.assertionResults.every((test) => test.status !== 'failed')) {
      tally.failed++;
      failed(suite, result.name, '(the file itself)', result.message);
    }
  }
  if (tally.passed + tally.failed === 0) {
    console.log(`${suite}: ran no test`);
    tally.failed++;
  } else if (run.status !== 0 && tally.failed === 0) {
    console.log(`${suite}: vitest failed outside of a test (exit ${run.status ?? run.signal})`);
    tally.failed++;
  }
  add(suite, tally, startedAt);
}

/** The lab is no part of this repository, so its absence is no failure. */
function cluster(scratchFolder: string): void {
  const lab = resolve(root, process.env['BINNACLE_LAB'] ?? '../shared/lab');
  if (existsSync(join(lab, 'kubernetes.sh'))) return vitest('cluster', scratchFolder);
  console.log(
    `skipped: the tests against real components, for their scripts are not at ${lab} (BINNACLE_LAB names it)`,
  );
  add('cluster', { passed: 0, failed: 0, skipped: 1 }, Date.now());
}

const scratch = mkdtempSync(join(tmpdir(), 'binnacle-test-'));
try {
  if (selected('checks')) checks();
  if (selected('build')) build();
  for (const suite of suites) if (selected(suite)) vitest(suite, scratch);
  if (wanted.includes('cluster')) cluster(scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const failure of failures) console.log(`FAILED ${failure}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
// Several runs are added up by whoever started them: .ci/run.
const tallyFile = process.env['BINNACLE_TALLY'];
if (tallyFile !== undefined) appendFileSync(tallyFile, `${total.passed} ${total.failed} ${total.skipped}\n`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
