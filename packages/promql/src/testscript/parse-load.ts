import { labelsKey, type Labels } from '@binnacle/model';
import { parseDuration } from '../syntax/duration.ts';
import { convertClassicHistograms } from './classic-to-native.ts';
import type { LoadedSample, LoadedSeries } from './script-target.ts';
import { parseSeriesDescription, type SequenceValue } from './series-description.ts';
import { parseStartTimestamps } from './start-timestamps.ts';

/** The lines of a block, each with its number from 1. */
export interface ScriptLine {
  readonly number: number;
  readonly text: string;
}

/** A mistake in a script itself. */
export class ScriptMistake extends Error {
  readonly line: number;
  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.line = line;
  }
}

/** `load 5m` or `load_with_nhcb 5m`, and the series below it: one sample every step, the first at time 0. */
export function parseLoad([head, ...body]: readonly ScriptLine[]): readonly LoadedSeries[] {
  const match = /^load(_with_nhcb)?\s+(\S+)$/.exec(head!.text);
  if (match === null) throw new ScriptMistake(head!.number, 'invalid load command, want load[_with_nhcb] <step>');
  const step = parseDuration(match[2]!);
  if ('reason' in step) throw new ScriptMistake(head!.number, step.reason);
  const series = new Map<string, LoadedSeries>();
  let defaults: readonly (number | undefined)[] = [];
  let own: { readonly labels: Labels; readonly starts: readonly (number | undefined)[] } | undefined;
  for (const line of body) {
    const started = /^(\S*)@st\s+(.*)$/.exec(line.text);
    if (started !== null) {
      const starts = parseStartTimestamps(started[2]!);
      if (typeof starts === 'string') throw new ScriptMistake(line.number, starts);
      if (started[1] === '') defaults = starts;
      else own = { labels: describe({ ...line, text: started[1]! }).labels, starts };
      continue;
    }
    const { labels, values } = describe(line);
    const key = labelsKey(labels);
    if (own !== undefined && (labelsKey(own.labels) !== key || own.starts.length !== values.length)) {
      throw new ScriptMistake(line.number, '@st line does not fit the series below it');
    }
    const starts = own?.starts ?? values.map((_, i) => defaults[i % defaults.length]);
    series.set(key, { labels, samples: place(values, step.ms, starts) });
    own = undefined;
  }
  const loaded = [...series.values()];
  return match[1] === undefined ? loaded : [...loaded, ...convertClassicHistograms(loaded)];
}

function describe(line: ScriptLine): { readonly labels: Labels; readonly values: readonly SequenceValue[] } {
  const outcome = parseSeriesDescription(line.text);
  if (!outcome.ok) throw new ScriptMistake(line.number, outcome.reason);
  return outcome;
}

function place(
  values: readonly SequenceValue[],
  stepMs: number,
  starts: readonly (number | undefined)[],
): LoadedSample[] {
  return values.flatMap((value, i): LoadedSample[] => {
    if (value.kind === 'omitted') return [];
    const t = i * stepMs;
    const offset = starts[i];
    const start = offset === undefined ? 0 : t + offset;
    return [{ t, value: value.kind === 'stale' ? 'stale' : value.value, start }];
  });
}
