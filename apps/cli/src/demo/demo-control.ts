import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, CommandIo } from '../command-io.ts';
import { DEFAULT_CONTROL_URL, controlFile } from './demo-options.ts';

/** As the control port asks for; named here too, so that the code of the demo need not be loaded. */
const CONTROL_HEADER = 'x-binnacle-demo';

interface Incident {
  readonly name: string;
  readonly title: string;
  readonly look: string;
  readonly state: 'running' | 'off';
  readonly stage?: string;
}

const incidentHelp = `Usage: binnacle demo incident [list]
       binnacle demo incident NAME       begins it
       binnacle demo incident end NAME   ends it; "all" ends every one

  --cluster NAME   default demo-prod
  --url URL        control port of the demo (default: that of the demo started in this folder, else ${DEFAULT_CONTROL_URL})
`;

/** `binnacle demo incident`: begins, ends and lists what goes wrong in a running demo. */
export const demoIncidentCommand: Command = async (args, io) => {
  const read = readArguments(args, io);
  if (read === 'help') {
    io.stdout.write(incidentHelp);
    return 0;
  }
  if (typeof read === 'string') return wrong(io, 'incident', read);
  const { words, ask } = read;
  const [first = 'list', second, ...rest] = words;
  if (rest.length > 0 || (second !== undefined && first !== 'end') || (first === 'end' && second === undefined)) {
    return wrong(
      io,
      'incident',
      first === 'end' ? 'say which one ends: end NAME or end all' : `one name, not ${words.join(' ')}`,
    );
  }
  const reply =
    first === 'list'
      ? await ask('GET', '/incidents')
      : first === 'end'
        ? await ask('DELETE', second === 'all' ? '/incidents' : `/incidents/${encodeURIComponent(second!)}`)
        : await ask('POST', `/incidents/${encodeURIComponent(first)}`);
  if (!reply.ok) return failed(io, 'incident', reply.message);
  const incidents = (Array.isArray(reply.body) ? reply.body : [reply.body]) as readonly Incident[];
  if (first === 'list') {
    const width = Math.max(...incidents.map(({ name }) => name.length)) + 2;
    for (const { name, title, look, state, stage } of incidents) {
      const mark = state === 'running' ? ` [runs${stage === undefined ? '' : `: ${stage}`}]` : '';
      io.stdout.write(`  ${name.padEnd(width)}${title}${mark}\n  ${' '.repeat(width)}→ ${look}\n`);
    }
    return 0;
  }
  for (const { name, title, look, state } of incidents) {
    if (first === 'end' && second === 'all' && state === 'off') continue;
    io.stdout.write(state === 'running' ? `${name} runs: ${title}\nLook at ${look}\n` : `${name} has ended\n`);
  }
  if (second === 'all') io.stdout.write('No incident runs.\n');
  return 0;
};

const presentationHelp = `Usage: binnacle demo presentation [begin | end | status]

Shows every incident, one after the other, with a rest between them; about 40 minutes.

  --url URL   control port of the demo (default: that of the demo started in this folder, else ${DEFAULT_CONTROL_URL})
`;

/** `binnacle demo presentation`: all incidents in a row. */
export const demoPresentationCommand: Command = async (args, io) => {
  const read = readArguments(args, io);
  if (read === 'help') {
    io.stdout.write(presentationHelp);
    return 0;
  }
  if (typeof read === 'string') return wrong(io, 'presentation', read);
  const [word = 'begin', ...rest] = read.words;
  const method = { begin: 'POST', end: 'DELETE', status: 'GET' }[word];
  if (method === undefined || rest.length > 0)
    return wrong(io, 'presentation', `expected begin, end or status, not ${read.words.join(' ')}`);
  const reply = await read.ask(method, '/presentation');
  if (!reply.ok) return failed(io, 'presentation', reply.message);
  const { state, incident, number, of } = reply.body as {
    state: string;
    incident?: string;
    number: number;
    of: number;
  };
  const now = incident === undefined ? 'a rest' : `${incident} (${number} of ${of})`;
  io.stdout.write(
    state === 'off'
      ? 'No presentation runs.\n'
      : `The presentation runs: ${word === 'begin' ? 'it begins within a second' : now}\n`,
  );
  return 0;
};

type Reply = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly message: string };

function readArguments(
  args: readonly string[],
  { cwd }: CommandIo,
): { readonly words: readonly string[]; readonly ask: (method: string, path: string) => Promise<Reply> } | string {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--help' || arg === '-h') return 'help';
    const [, name, value] = /^--(url|cluster|data-dir)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name !== undefined) {
      const text = value ?? args[++i];
      if (text === undefined) return `--${name} needs a value`;
      flags.set(name, text);
    } else if (arg.startsWith('-')) return `unknown flag ${arg}`;
    else words.push(arg);
  }
  const base =
    flags.get('url') ?? writtenUrl(resolve(cwd, flags.get('data-dir') ?? './binnacle-demo')) ?? DEFAULT_CONTROL_URL;
  const cluster = flags.get('cluster');
  return {
    words,
    async ask(method, path) {
      try {
        const query = cluster === undefined ? '' : `?cluster=${encodeURIComponent(cluster)}`;
        const response = await fetch(`${base}${path}${query}`, {
          method,
          headers: { [CONTROL_HEADER]: '1' },
          signal: AbortSignal.timeout(10_000),
        });
        const body: unknown = await response.json();
        if (response.ok) return { ok: true, body };
        return { ok: false, message: (body as { error?: string }).error ?? `HTTP ${response.status}` };
      } catch (error) {
        const cause = (error as Error).cause as Error | undefined;
        return {
          ok: false,
          message: `no demo answers at ${base} (${(cause ?? (error as Error)).message}): start one with binnacle demo`,
        };
      }
    },
  };
}

function writtenUrl(dataDir: string): string | undefined {
  try {
    return readFileSync(controlFile(dataDir), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function wrong(io: CommandIo, command: string, problem: string): number {
  io.stderr.write(`binnacle demo ${command}: ${problem}\nSee: binnacle demo ${command} --help\n`);
  return 2;
}

function failed(io: CommandIo, command: string, problem: string): number {
  io.stderr.write(`binnacle demo ${command}: ${problem}\n`);
  return 1;
}
