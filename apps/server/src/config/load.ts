import { configOf, type ServerConfig } from './config.ts';
import { FLAGS, problemOf } from './flags.ts';
import { readYaml, suggestion, type ConfigProblem } from './yaml.ts';

export interface ConfigSources {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file's text, or undefined when it is not there. */
  readonly readFile: (path: string) => string | undefined;
}

export type LoadedConfig =
  | { readonly kind: 'ok'; readonly config: ServerConfig }
  | { readonly kind: 'help' }
  | { readonly kind: 'bad'; readonly problems: readonly string[] };

const DEFAULT_FILE = './binnacle.yaml';

/** Name of the environment variable of a flag: `storage.wal-fsync` is `BINNACLE_STORAGE_WAL_FSYNC`. */
export const envName = (flag: string): string => `BINNACLE_${flag.toUpperCase().replace(/[.-]/g, '_')}`;

/** Puts the settings together: flag, environment, file, default, in this order. */
export function loadConfig({ args, env, readFile }: ConfigSources): LoadedConfig {
  const fromArgs = readArgs(args);
  if (fromArgs.help) return { kind: 'help' };
  const problems = [...fromArgs.problems];
  const fromEnv = new Map<string, string>();
  for (const it of FLAGS) {
    const value = env[envName(it.name)];
    if (value === undefined || value === '') continue;
    const problem = problemOf(it, value);
    if (problem === undefined) fromEnv.set(it.name, value);
    else problems.push(`${envName(it.name)}: ${problem}, got "${value}"`);
  }
  const named = fromArgs.values.get('config') ?? fromEnv.get('config');
  const file = named ?? DEFAULT_FILE;
  const text = readFile(file);
  let fromFile = new Map<string, string>();
  if (text !== undefined) {
    const read = readYaml(text, file);
    fromFile = read.values;
    problems.push(...read.problems.map(problemText));
  } else if (named !== undefined) problems.push(`--config: cannot read ${file}`);
  if (problems.length > 0) return { kind: 'bad', problems };

  const values = new Map(
    FLAGS.map((it) => [
      it.name,
      fromArgs.values.get(it.name) ?? fromEnv.get(it.name) ?? fromFile.get(it.name) ?? it.default,
    ]),
  );
  const config = configOf(values);
  return 'problem' in config
    ? { kind: 'bad', problems: [`--${config.flag}: ${config.problem}`] }
    : { kind: 'ok', config };
}

export const problemText = (it: ConfigProblem): string =>
  `${it.file}:${it.line}: ${it.key === '' ? '' : `${it.key}: `}${it.message}`;

/** What is wrong with a binnacle.yaml, for `binnacle check`. */
export function checkServerConfig(text: string, file: string): ConfigProblem[] {
  const { values, problems } = readYaml(text, file);
  if (problems.length > 0) return problems;
  const config = configOf(new Map(FLAGS.map((it) => [it.name, values.get(it.name) ?? it.default])));
  if (!('problem' in config)) return [];
  const line = text.split('\n').findIndex((it) => it.includes(config.flag.split('.').at(-1)!)) + 1;
  return [{ file, line: Math.max(1, line), key: config.flag, message: config.problem }];
}

function readArgs(args: readonly string[]): { values: Map<string, string>; problems: string[]; help: boolean } {
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--help' || arg === '-h') return { values, problems, help: true };
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    if (match === null) {
      problems.push(`unexpected argument "${arg}"`);
      continue;
    }
    const name = match[1]!;
    const flag = FLAGS.find((it) => it.name === name);
    if (flag === undefined) {
      problems.push(`unknown flag --${name}${suggestion(name)}`);
      // Its value, if it has one, is not an argument of its own.
      if (match[2] === undefined && args[i + 1]?.startsWith('--') === false) i++;
      continue;
    }
    let value = match[2];
    if (value === undefined) {
      if (flag.kind === 'switch') value = 'true';
      else value = args[++i];
    }
    if (value === undefined) {
      problems.push(`--${name} needs a value`);
      continue;
    }
    // `--storage.retention 30d --storage.retention 50GB` gives both.
    const before = flag.kind === 'retention' ? values.get(name) : undefined;
    if (before !== undefined) value = `${before},${value}`;
    const problem = problemOf(flag, value);
    if (problem !== undefined) problems.push(`--${name}: ${problem}, got "${value}"`);
    values.set(name, value);
  }
  return { values, problems, help: false };
}

/** The text of `binnacle server --help`. */
export function helpText(): string {
  let text = `Usage: binnacle server [flags]

Stores samples, answers PromQL, serves the console.

Each flag is also a key of binnacle.yaml (nested by the dots) and an environment variable: --storage.retention is
storage: { retention: … } and BINNACLE_STORAGE_RETENTION. A flag wins over the environment, that over the file.
`;
  for (const group of new Set(FLAGS.map((it) => it.group))) {
    text += `\n${group}\n`;
    for (const it of FLAGS.filter((flag) => flag.group === group)) {
      const value = it.kind === 'switch' ? '' : ` ${it.choices?.join('|') ?? it.kind.toUpperCase()}`;
      text += `  --${it.name}${value}\n      ${it.help}${it.default === '' ? '' : ` (default ${it.default})`}\n`;
    }
  }
  return text;
}
