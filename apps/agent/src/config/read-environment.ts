import { AGENT_OPTIONS, environmentName } from './agent-options.ts';
import type { Layer } from './read-flags.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Our own variables, `BINNACLE_…`. The elements of a list are separated by commas. */
export function readEnvironment(env: Environment): Layer {
  const layer = new Map<string, { values: readonly string[]; place: string }>();
  for (const option of AGENT_OPTIONS) {
    const place = environmentName(option.name);
    const value = env[place];
    if (value === undefined || value === '') continue;
    layer.set(option.name, { values: option.kind === 'list' ? splitList(value) : [value], place });
  }
  return layer;
}

export const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
