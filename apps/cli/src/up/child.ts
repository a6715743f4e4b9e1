import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface Child {
  readonly name: string;
  /** Resolves when the process has ended, to a text that says how. */
  readonly ended: Promise<string>;
  /** The last lines of its log when none of them was a trouble: what a crash leaves. */
  lastWords(): string;
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly name: 'server' | 'agent';
  /** Of its log, where there are several of a kind; default: its name. */
  readonly logName?: string;
  readonly args: readonly string[];
  readonly logDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Each line of standard output. */
  readonly onLine: (line: string) => void;
  /** Each line of the log that is a warning or worse. */
  readonly onTrouble: (line: string) => void;
}

/** How long a child may take to stop by itself. */
const STOP_TIMEOUT_MS = 15_000;

/** Enough for the message and the place of an exception. */
const LAST_LINES = 12;

/** Starts `binnacle NAME …`; its log goes to a file, and its troubles to the caller. */
export function startChild({ name, logName, args, logDir, env, onLine, onTrouble }: ChildOptions): Child {
  const log = createWriteStream(join(logDir, `${logName ?? name}.log`), { flags: 'a' });
  // A group of its own: Ctrl-C reaches this process alone, which then stops its children in order.
  const flags = name === 'agent' ? ['--max-semi-space-size=1', '--v8-pool-size=1'] : [];
  const child = spawn(process.execPath, [...process.execArgv, ...flags, main, name, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...env },
  });
  let recent: string[] = [];
  let hasTroubled = false;
  createInterface({ input: child.stdout }).on('line', onLine);
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.write(`${line}\n`);
    if (/^\S+ (warn|error|fatal)\b|^binnacle /i.test(line)) {
      hasTroubled = true;
      onTrouble(line);
    } else recent = [...recent.slice(1 - LAST_LINES), line];
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      log.end();
      // Who is killed has no last words.
      if (signal !== null) recent = [];
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
  return {
    name,
    ended,
    lastWords: () => (hasTroubled ? '' : recent.map((line) => `${name}: ${line}\n`).join('')),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
