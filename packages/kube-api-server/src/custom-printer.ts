import type { KubeObject } from '@binnacle/kube';
import { isFields } from './fields.ts';
import { age } from './human-duration.ts';
import type { Printer } from './printer.ts';
import type { CustomColumn } from './resource-type.ts';

/** Rows of a custom resource, with the columns that its definition names. */
export function customPrinter(columns: readonly CustomColumn[]): Printer {
  const shown = columns.length === 0 ? [AGE] : columns;
  return {
    columns: [{ name: 'Name' }, ...shown],
    cells: (object, nowMs) => [object.metadata.name, ...shown.map((column) => cell(object, column, nowMs))],
  };
}

const AGE: CustomColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

function cell(object: KubeObject, { type, jsonPath }: CustomColumn, nowMs: number): unknown {
  const [first] = readPath(object, jsonPath);
  if (first === undefined) return null;
  if (type === 'date') return typeof first === 'string' ? age(first, nowMs) : '<invalid>';
  return type === 'string' && typeof first !== 'string' ? JSON.stringify(first) : first;
}

/** Reads the subset of JSONPath that definitions use: `.a.b`, `['a']`, `[0]`, `[*]` and `[?(@.type=="Ready")]`. */
function readPath(object: unknown, path: string): unknown[] {
  let values = [object];
  for (const [, field, quoted, index, star, key, wanted] of path.matchAll(STEP)) {
    values = values.flatMap((value) => {
      const name = field ?? quoted;
      if (name !== undefined) return isFields(value) && Object.hasOwn(value, name) ? [value[name]] : [];
      if (!Array.isArray(value)) return [];
      if (index !== undefined) return value.slice(Number(index), Number(index) + 1) as unknown[];
      if (star !== undefined) return value as unknown[];
      return value.filter((item) => isFields(item) && item[key ?? ''] === wanted) as unknown[];
    });
  }
  return values;
}

const STEP = /\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]|\[(\*)\]|\[\?\(@\.([\w-]+)\s*==\s*["']([^"']*)["']\)\]/g;
