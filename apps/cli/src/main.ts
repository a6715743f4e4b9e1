import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { commands, findCommand, helpText } from './commands.ts';
import type { CommandIo } from './command-io.ts';

/** Runs the command that `args` name. @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function main(args: readonly string[], io: CommandIo): Promise<number> {
  const [first] = args;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    io.stdout.write(helpText());
    return 0;
  }
  if (first === 'version' || first === '--version') {
    io.stdout.write(`binnacle ${version()}\n`);
    return 0;
  }
  const found = findCommand(args);
  if (!found) {
    const known = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ usage }) => `binnacle ${usage}`);
    io.stderr.write(
      known.length > 0
        ? `binnacle ${first}: say more: ${known.join(', ')}\n`
        : `binnacle: no command ${JSON.stringify(first)}. There are: ${commands.map(({ name }) => name).join(', ')}. See: binnacle --help\n`,
    );
    return 2;
  }
  const command = await found.command.load();
  return await command(found.rest, io);
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Runs the command of this process's own arguments. */
export async function run(): Promise<void> {
  // From the second start on, stripped and compiled code comes from disk: faster, and 30 MB less memory.
  enableCompileCache();
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stop.abort();
      // A second Ctrl-C does not wait for a clean end.
      process.once(signal, () => process.exit(130));
    });
  }
  // A reader that goes away, as `head` does, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    signal: stop.signal,
  });
}

if (import.meta.main) await run();
