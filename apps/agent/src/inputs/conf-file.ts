import { parse, TomlError } from 'smol-toml';
import { INPUT_NAMES, OTHER_INPUTS } from '../config/input-names.ts';
import { isError, problemAt, type Place, type Problem } from '../config/problem.ts';
import { lineOf, tomlKeyLines } from '../config/toml-key-lines.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import { issuesToProblems, joinPath } from './issues-to-problems.ts';
import { isLocalInput, readLocalInput, type LocalInput } from './local-inputs.ts';
import { PROM_OPTION_NAMES, promOptionsSchema, urlsOf, type PromOptions } from './prom-options.ts';

/** One `[[inputs.prom]]` block that is fit to run. */
export interface PromInput {
  readonly file: string;
  /** Path of the block within the file, as `inputs.prom[0]`. */
  readonly key: string;
  readonly line: number | undefined;
  readonly options: PromOptions;
  /** Warnings that stay true as long as the input is configured this way. */
  readonly warnings: readonly Problem[];
  /** Of an input that a pod asks for: labels that say which pod, added where neither sample nor `tags` has them. */
  readonly podLabels?: ReadonlyMap<string, string>;
  /** What discovery knows of that pod. */
  readonly discoveredLabels?: Readonly<Record<string, string>>;
}

export interface ConfFile {
  readonly file: string;
  readonly inputs: readonly PromInput[];
  /** What the file says about what the agent collects by itself. */
  readonly local: readonly LocalInput[];
  /** What is wrong with the file. Warnings of an input are in {@link PromInput.warnings} only. */
  readonly problems: readonly Problem[];
}

/** What an input has where its block does not say; otherwise than the options' own defaults. */
export interface BlockDefaults {
  readonly source?: string;
}

/** Reads a `*.conf` file: TOML, with one table below `inputs` for each kind of input. Never throws. */
export function parseConfFile(file: string, text: string, defaults: BlockDefaults = {}): ConfFile {
  let root: Record<string, unknown>;
  try {
    root = parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '');
    const message = `not valid TOML at column ${error.column}: ${reason}`;
    return {
      file,
      inputs: [],
      local: [],
      problems: [problemAt({ file, line: error.line }, 'error', 'bad_toml', message)],
    };
  }
  const lines = tomlKeyLines(text);
  const placeOf = (path: string): Place => {
    const line = lineOf(lines, path);
    return line === undefined ? { file, key: path } : { file, key: path, line };
  };
  const problems = Object.keys(root)
    .filter((key) => key !== 'inputs')
    .map((key) => problemAt(placeOf(key), 'error', 'unknown_option', 'unknown key', 'Expected [[inputs.prom]]'));
  const tables = root['inputs'];
  if (tables === undefined) {
    if (problems.length === 0)
      problems.push(problemAt({ file }, 'warning', 'no_input', 'no input in this file', 'Expected [[inputs.prom]]'));
    return { file, inputs: [], local: [], problems };
  }
  if (!isTable(tables)) {
    problems.push(problemAt(placeOf('inputs'), 'error', 'bad_value', 'expected [[inputs.prom]] tables'));
    return { file, inputs: [], local: [], problems };
  }
  const inputs: PromInput[] = [];
  const local: LocalInput[] = [];
  for (const [kind, value] of Object.entries(tables)) {
    const key = joinPath('inputs', [kind]);
    const blocks = Array.isArray(value)
      ? value.map((block: unknown, i) => ({ block, at: `${key}[${i}]` }))
      : [{ block: value, at: key }];
    if (kind === 'prom') {
      for (const { block, at } of blocks) {
        const read = readPromInput(file, at, isTable(block) ? { ...defaults, ...block } : block, placeOf);
        problems.push(...read.problems);
        if (read.input !== undefined) inputs.push(read.input);
      }
    } else if (isLocalInput(kind)) {
      for (const { block, at } of blocks) {
        const read = readLocalInput(kind, file, at, block, placeOf);
        problems.push(...read.problems);
        if (read.input !== undefined) local.push(read.input);
      }
    } else if (OTHER_INPUTS.has(kind)) {
      const message = 'this input is not part of this version: the block is left out';
      problems.push(problemAt(placeOf(key), 'warning', 'unsupported_input', message));
    } else {
      const near = didYouMean(kind, ['prom', ...INPUT_NAMES, ...OTHER_INPUTS]);
      const advice = near === undefined ? 'Expected inputs.prom' : `Did you mean inputs.${near}?`;
      problems.push(problemAt(placeOf(key), 'error', 'unknown_input', 'unknown input', advice));
    }
  }
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { file, inputs, local, problems };
}

type PlaceOf = (path: string) => Place;

function readPromInput(
  file: string,
  key: string,
  block: unknown,
  placeOf: PlaceOf,
): { readonly input?: PromInput; readonly problems: readonly Problem[] } {
  const parsed = promOptionsSchema.safeParse(block);
  if (!parsed.success) return { problems: issuesToProblems(parsed.error.issues, key, PROM_OPTION_NAMES, placeOf) };
  const options = parsed.data;
  const optionPlace: PlaceOf = (path) => placeOf(joinPath(key, [path]));
  const problems = checkUrls(options, optionPlace);
  if (problems.some(isError)) return { problems };
  return {
    input: { file, key, line: placeOf(key).line, options, warnings: warningsOf(options, optionPlace) },
    problems,
  };
}

function checkUrls(options: PromOptions, placeOf: PlaceOf): Problem[] {
  const problems: Problem[] = [];
  for (const url of urlsOf(options)) {
    if (/^https?:/i.test(url) && !URL.canParse(url)) {
      problems.push(problemAt(placeOf('urls'), 'error', 'bad_value', `${JSON.stringify(url)} is not a valid URL`));
    } else if (options.uds_path !== '' && !/^https?:/i.test(url)) {
      const message = 'expected an http address: with uds_path it names host and path of the request';
      problems.push(problemAt(placeOf('urls'), 'error', 'bad_value', message));
    }
  }
  return problems;
}

/** Settings that work, but that somebody should know about. */
function warningsOf(options: PromOptions, placeOf: PlaceOf): Problem[] {
  const warnings: Problem[] = [];
  const warn = (path: string, code: string, message: string, advice?: string): void => {
    warnings.push(problemAt(placeOf(path), 'warning', code, message, advice));
  };
  const isHttps = urlsOf(options).some((url) => /^https:/i.test(url));
  const hasCurrent = hasCurrentTls(options);
  const hasLegacyFiles = options.tls_ca !== '' || options.tls_cert !== '' || options.tls_key !== '';
  if (isHttps && hasCurrent && options.insecure_skip_verify === true) {
    warn(
      'insecure_skip_verify',
      'tls_unverified',
      "the target's certificate is not verified",
      'Name its CA in ca_certs instead',
    );
  } else if (isHttps && !hasCurrent && options.tls_open && options.tls_ca === '') {
    warn(
      'tls_open',
      'tls_unverified',
      "tls_open without tls_ca: the target's certificate is not verified",
      'Name its CA in tls_ca',
    );
  }
  if (hasLegacyFiles && hasCurrent) {
    const others = 'ca_certs, cert, cert_key, server_name or insecure_skip_verify';
    warn('tls_ca', 'no_effect', `tls_ca, tls_cert and tls_key have no effect beside ${others}`);
  } else if (hasLegacyFiles && !options.tls_open) {
    warn('tls_open', 'no_effect', 'tls_ca, tls_cert and tls_key have no effect without tls_open = true');
  }
  if (options.as_logging.enable) {
    warn('as_logging', 'no_effect', 'there is no log store in this version: the samples are sent as metrics');
  }
  return warnings;
}

/** Whether the current TLS options are in use; then the four `tls_*` ones have no effect. */
export function hasCurrentTls(options: PromOptions): boolean {
  return (
    options.ca_certs.length > 0 ||
    options.ca_certs_base64.length > 0 ||
    options.cert !== '' ||
    options.cert_key !== '' ||
    options.cert_base64 !== '' ||
    options.cert_key_base64 !== '' ||
    options.server_name !== '' ||
    options.insecure_skip_verify !== undefined
  );
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
