import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandIo } from '../command-io.ts';

/**
 * What the server's file says: `--config`, else `BINNACLE_CONFIG`, else `./binnacle.yaml` where there is one. What is wrong
 * with it is the server's to report.
 *
 * @returns values by the names of flags
 */
export async function readServerFile(
  args: readonly string[],
  { env, cwd }: Pick<CommandIo, 'env' | 'cwd'>,
): Promise<ReadonlyMap<string, string>> {
  const at = args.findLastIndex((arg) => arg === '--config' || arg.startsWith('--config='));
  const flag = at < 0 ? undefined : args[at] === '--config' ? args[at + 1] : args[at]!.slice('--config='.length);
  const file = flag ?? (env['BINNACLE_CONFIG'] || './binnacle.yaml');
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch {
    return new Map();
  }
  // The server's code is large, and most machines have no such file.
  const { readYaml } = await import('@binnacle/server');
  return readYaml(text, file).values;
}
