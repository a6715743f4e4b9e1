import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  output(): string;
  /** Sends a signal and waits until the process has gone. @returns its exit code, null when a signal ended it */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `binnacle server` as a process and waits until it says that it is ready. */
export async function startServerProcess(args: readonly string[]): Promise<ServerProcess> {
  const script = fileURLToPath(new URL('./run-server.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /Binnacle is ready: (\S+)/.exec(output);
      if (found !== null) resolve(found[1]!);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  return {
    url,
    pid: child.pid!,
    output: () => output,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
}
