import { customPrinter } from './custom-printer.ts';
import { age } from './human-duration.ts';
import { objectPrinters } from './object-printers.ts';
import { podPrinter } from './pod-printer.ts';
import { columns, type Printer } from './printer.ts';
import type { ResourceType } from './resource-type.ts';
import { workloadPrinters } from './workload-printers.ts';

const plain: Printer = {
  columns: columns('Name', 'Age'),
  cells: (object, nowMs) => [object.metadata.name, age(object.metadata.creationTimestamp, nowMs)],
};

const BUILT_IN: Readonly<Record<string, Printer>> = { '/Pod': podPrinter, ...workloadPrinters, ...objectPrinters };

/** How the rows of a kind are made; name and age where nothing else is known. */
export function printerOf(type: ResourceType, version: string): Printer {
  if (type.origin === 'custom') return customPrinter(type.columns?.get(version) ?? []);
  return BUILT_IN[`${type.group}/${type.kind}`] ?? plain;
}
