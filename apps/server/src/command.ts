import { readFileSync } from 'node:fs';
import { helpText, loadConfig } from './config/load.ts';

/** What a command talks to; `binnacle` gives the process's own. */
export interface CommandIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the command is to end; without it, SIGTERM and SIGINT end it. */
  readonly signal?: AbortSignal;
}

/** `binnacle server`. @returns the exit code: 0 after a clean stop, 1 when it could not start, 2 for wrong settings */
export async function serverCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const loaded = loadConfig({ args, env: io.env, readFile });
  if (loaded.kind === 'help') {
    io.stdout.write(helpText());
    return 0;
  }
  if (loaded.kind === 'bad') {
    for (const problem of loaded.problems) io.stderr.write(`binnacle server: ${problem}\n`);
    io.stderr.write('See: binnacle server --help\n');
    return 2;
  }
  const stopping = stopSignal(io.signal);
  try {
    // Help and wrong settings are told without loading the server.
    const { startServer } = await import('./main.ts');
    const server = await startServer(loaded.config, { logTo: io.stderr });
    io.stdout.write(welcome(server.url, server.setupCode(), loaded.config.auth));
    await stopping.promise;
    await server.close();
    return 0;
  } catch (error) {
    io.stderr.write(`binnacle server: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    stopping.dispose();
  }
}

/** What somebody who starts the server wants to know. */
export function welcome(url: string, setupCode: string | undefined, auth: 'on' | 'off'): string {
  let text = `\n  Binnacle is ready: ${url}\n`;
  if (auth === 'off') text += '  Authentication is off: everybody on this machine is the owner.\n';
  if (setupCode !== undefined) {
    text += `\n  The server has no owner yet. Open the page, and make the account of the owner with this one-time code:\n\n      ${setupCode}\n`;
  }
  return `${text}\n`;
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function stopSignal(signal: AbortSignal | undefined): { promise: Promise<void>; dispose: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal !== undefined) {
    if (signal.aborted) resolve();
    const onAbort = (): void => resolve();
    signal.addEventListener('abort', onAbort);
    return { promise, dispose: () => signal.removeEventListener('abort', onAbort) };
  }
  const stop = (): void => resolve();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return {
    promise,
    dispose() {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
    },
  };
}
