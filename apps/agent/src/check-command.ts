import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, type CommandIo } from './command-io.ts';
import { formatProblem, isError, problemAt, type Problem } from './config/problem.ts';
import { resolveSettings } from './config/settings.ts';
import { parseConfFile, type PromInput } from './inputs/conf-file.ts';
import { yamlKindOf } from './discovery/yaml-kind.ts';
import { hasScrapeConfigs } from './discovery/prometheus-file/read-prometheus-file.ts';
import { TlsSettings, tlsSourcesOf } from './scrape/tls-material.ts';

const HELP = `binnacle check: validates configuration of the agent

  binnacle check FILE…

FILE is a *.conf file with [[inputs.prom]] blocks, a prometheus.yml with scrape_configs, a folder of such files, an
agent.yaml, or a Kubernetes manifest whose pods ask to be scraped (datakit/prom.instances). Each problem is printed as
file:line: key: what is wrong. Certificates and tokens that a file names must be readable here. Exit code 1 means that
there are errors; warnings alone are fine.
`;

/** `binnacle check` for the agent's files. */
export async function checkCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h') || args.length === 0) {
    (args.length === 0 ? io.stderr : io.stdout).write(HELP);
    return args.length === 0 ? EXIT.usage : EXIT.ok;
  }
  const files = args.flatMap((arg) => filesAt(resolve(io.cwd, arg)));
  let errors = 0;
  for (const file of files) {
    const { problems, summary } = await checkFile(file, io.env);
    for (const problem of problems) io.stdout.write(`${problem.severity}: ${formatProblem(problem)}\n`);
    errors += problems.filter(isError).length;
    if (!problems.some(isError)) io.stdout.write(`ok: ${file}: ${summary}\n`);
  }
  if (errors > 0) io.stdout.write(`${errors} ${errors === 1 ? 'error' : 'errors'}\n`);
  return errors > 0 ? EXIT.failed : EXIT.ok;
}

export interface CheckedFile {
  readonly problems: readonly Problem[];
  readonly summary: string;
}

/** Checks one file of any kind. `summary` says what is in a good one. */
export async function checkFile(
  file: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<CheckedFile> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = code === 'ENOENT' ? 'no such file' : `cannot be read: ${code}`;
    return { problems: [problemAt({ file }, 'error', 'missing_file', message)], summary: '' };
  }
  if (/\.ya?ml$/.test(file)) {
    const { checkManifest, checkPrometheusFile } = await import('./discovery/check-files.ts');
    const kind = yamlKindOf(text);
    if (kind === 'prometheus') return checkPrometheusFile(file, text, env);
    if (kind === 'manifest') return checkManifest(file, text);
    const { readAgentYaml } = await import('./config/read-agent-yaml.ts');
    const { layer, problems } = readAgentYaml(file, text);
    const resolved = resolveSettings(new Map(), {}, layer, { hostName: 'localhost', address: '127.0.0.1' });
    return { problems: [...problems, ...resolved.problems], summary: `${layer.size} settings` };
  }
  const { inputs, problems } = parseConfFile(file, text);
  const all = [...problems, ...inputs.flatMap((input) => [...input.warnings, ...unreadable(input)])];
  return { problems: all, summary: `${inputs.length} ${inputs.length === 1 ? 'input' : 'inputs'}` };
}

/** What the input would fail on as soon as it runs here. */
function unreadable(input: PromInput): Problem[] {
  const place = { file: input.file, key: input.key, ...(input.line === undefined ? {} : { line: input.line }) };
  const tls = new TlsSettings(tlsSourcesOf(input.options)).load(place);
  const problems = tls.ok ? [] : [tls.problem];
  const tokenFile = input.options.auth?.token === '' ? input.options.auth.token_file : '';
  if (tokenFile !== '' && statSync(tokenFile, { throwIfNoEntry: false }) === undefined) {
    problems.push(problemAt(place, 'error', 'missing_file', `cannot read token_file ${tokenFile}: no such file`));
  }
  return problems;
}

function filesAt(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  return (
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(conf|ya?ml)$/.test(name) && !name.split('/').some((part) => part.startsWith('..')))
      .map((name) => join(path, name))
      // Of the YAML files in a conf folder the agent reads those alone.
      .filter((file) => file.endsWith('.conf') || hasScrapeConfigs(textOf(file)))
      .sort()
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Said when the file itself is checked.
    return '';
  }
}
