import { didYouMean } from './did-you-mean.ts';
import { AGENT_OPTIONS, agentOption } from './agent-options.ts';
import { problemAt, type Problem } from './problem.ts';

/** What one layer of configuration says: the values by option name, each with the place it comes from. */
export type Layer = ReadonlyMap<string, { readonly values: readonly string[]; readonly place: string }>;

export interface Flags {
  readonly layer: Layer;
  readonly help: boolean;
  /** Value of `--config`. */
  readonly configFile: string | undefined;
  /** What is no flag. */
  readonly rest: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads `--name value`, `--name=value`, `--flag` and `--flag=false`. A list may be given several times. */
export function readFlags(args: readonly string[]): Flags {
  const layer = new Map<string, { values: string[]; place: string }>();
  const problems: Problem[] = [];
  const rest: string[] = [];
  let help = false;
  let configFile: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--help' || arg === '-h') {
      help = true;
      continue;
    }
    if (!arg.startsWith('--')) {
      rest.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = arg.slice(2, equals < 0 ? undefined : equals);
    const option = agentOption(name);
    if (option === undefined && name !== 'config') {
      const near = didYouMean(name, ['config', ...AGENT_OPTIONS.map((known) => known.name)]);
      const advice = near === undefined ? 'See --help' : `Did you mean --${near}?`;
      problems.push(problemAt({ key: `--${name}` }, 'error', 'unknown_option', 'unknown flag', advice));
      continue;
    }
    let value: string | undefined = equals < 0 ? undefined : arg.slice(equals + 1);
    if (value === undefined && option?.kind === 'flag') value = 'true';
    value ??= args[++i];
    if (value === undefined) {
      problems.push(problemAt({ key: `--${name}` }, 'error', 'bad_value', 'expected a value behind the flag'));
    } else if (name === 'config') {
      configFile = value;
    } else {
      const entry = layer.get(name);
      if (entry === undefined) layer.set(name, { values: [value], place: `--${name}` });
      else if (option!.kind === 'list') entry.values.push(value);
      else entry.values[0] = value;
    }
  }
  return { layer, help, configFile, rest, problems };
}
