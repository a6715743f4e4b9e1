import { labelValue, METRIC_NAME, withLabel } from '@binnacle/model';
import { RE2JS, RE2JSException } from 're2js';
import { isValidLabelName } from '../eval/label-name.ts';
import { failExecution } from '../eval/outcome.ts';
import type { Row } from '../eval/row.ts';
import { expandReplacement, parseReplacement } from './replacement.ts';

/** Gives `row` other labels. */
export type Relabel = (row: Row) => void;

/** `label_replace(v, target, replacement, source, pattern)`; the pattern must match the whole value. */
export function labelReplace(target: string, replacement: string, source: string, pattern: string): Relabel {
  const compiled = compile(pattern);
  if (!isValidLabelName(target)) {
    failExecution(`invalid destination label name in label_replace(): ${target}`);
  }
  const pieces = parseReplacement(replacement);
  const groups = compiled.groupCount();
  const names = compiled.namedGroups();
  return (row) => {
    const matcher = compiled.matcher(labelValue(row.labels, source));
    if (!matcher.matches()) return;
    const value = expandReplacement(pieces, (group) => {
      const index = typeof group === 'number' ? group : names[group];
      return index === undefined || index > groups ? undefined : (matcher.group(index) ?? undefined);
    });
    setLabel(row, target, value);
  };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return failExecution(`invalid regular expression in label_replace(): ${pattern}`);
  }
}

/** `label_join(v, target, separator, source…)`. */
export function labelJoin(target: string, separator: string, sources: readonly string[]): Relabel {
  for (const source of sources) {
    if (!isValidLabelName(source)) failExecution(`invalid source label name in label_join(): ${source}`);
  }
  if (!isValidLabelName(target)) failExecution(`invalid destination label name in label_join(): ${target}`);
  return (row) => {
    setLabel(row, target, sources.map((source) => labelValue(row.labels, source)).join(separator));
  };
}

function setLabel(row: Row, name: string, value: string): void {
  row.labels = withLabel(row.labels, name, value);
  // A name that was asked for is not one to drop.
  if (name === METRIC_NAME) row.dropName = false;
}
