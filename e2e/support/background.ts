import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A program in the background with everything it printed. */
export interface Background {
  readonly pid: number;
  /** Standard output and standard error so far. */
  output(): string;
  running(): boolean;
  /** Sends a signal and waits for the end; does nothing when it has ended already. */
  end(signal?: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): Promise<void>;
}

const started = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a program; it is killed at the latest when the test process ends. */
export function startBackground(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Background {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  started.add(child);
  let text = '';
  const keep = (part: Buffer): void => {
    text += part.toString();
    if (text.length > 4 << 20) text = text.slice(-(2 << 20));
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(`\n${String(error)}\n`)));
  const running = (): boolean => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  child.on('exit', () => started.delete(child));
  return {
    pid: child.pid ?? -1,
    output: () => text,
    running,
    async end(signal = 'SIGTERM') {
      if (!running()) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}
