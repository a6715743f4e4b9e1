import type { Labels } from '@binnacle/model';
import type { LoadedSeries } from './script-target.ts';
import type { SequenceValue } from './series-description.ts';

/** How a message of an error, warning or info must look: anything, the very text, or a pattern found in it. */
export type MessageTest = {
  readonly text: string;
  readonly matches: (message: string) => boolean;
};

export interface ExpectedSeries {
  readonly labels: Labels;
  /** Place among the results, from 1; matters when they are ordered. */
  readonly position: number;
  readonly values: readonly SequenceValue[];
}

/** What an `eval` must give. */
export interface Expectation {
  readonly ordered: boolean;
  /** Undefined: it must not fail. */
  readonly fail: MessageTest | undefined;
  readonly warn: readonly MessageTest[];
  readonly info: readonly MessageTest[];
  readonly noWarn: boolean;
  readonly noInfo: boolean;
  readonly scalar: number | undefined;
  readonly string: string | undefined;
  /** By `labelsKey`. */
  readonly series: ReadonlyMap<string, ExpectedSeries>;
}

export interface EvalCommand {
  readonly kind: 'eval';
  /** From 1. */
  readonly line: number;
  readonly query: string;
  /** An instant query is evaluated at `endMs`; its start and step are those of the range vector it gives. */
  readonly instant: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  /** The result is a range vector or a string: there is no range query to compare with. */
  readonly instantOnly: boolean;
  readonly expected: Expectation;
}

export type ScriptCommand =
  | { readonly kind: 'clear'; readonly line: number }
  | { readonly kind: 'load'; readonly line: number; readonly series: readonly LoadedSeries[] }
  | EvalCommand;
