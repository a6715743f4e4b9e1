import type { KubeObject } from '@binnacle/kube';
import { age } from './human-duration.ts';
import type { ResourceType } from './resource-type.ts';

export interface Column {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  /** Above 0 only with `-o wide`. */
  readonly priority?: number;
}

/** Makes the cells of one object's row, in the order of the columns. */
export interface Printer {
  readonly columns: readonly Column[];
  readonly cells: (object: KubeObject, nowMs: number) => readonly unknown[];
}

export const NAME: Column = { name: 'Name' };
export const AGE: Column = { name: 'Age' };

const plain: Printer = {
  columns: [NAME, AGE],
  cells: (object, nowMs) => [object.metadata.name, age(object.metadata.creationTimestamp, nowMs)],
};

export function printerOf(_type: ResourceType, _version: string): Printer {
  return plain;
}
