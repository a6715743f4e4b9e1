import type { LabelRecord } from '../../collector.ts';
import { labelName } from './label-names.ts';
import { quantityThousandths, quantityUnits } from './quantity.ts';

export type ResourceList = Readonly<Record<string, unknown>>;

/** Where a resource's name says that bytes are meant. */
const BYTES = new Set(['memory', 'storage', 'ephemeral-storage']);

function unitOf(name: string): 'core' | 'byte' | 'integer' | undefined {
  if (name === 'cpu') return 'core';
  if (BYTES.has(name) || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-')) return 'byte';
  if (name === 'pods') return 'integer';
  // Extended resources have a domain that is not Kubernetes' own, such as nvidia.com/gpu.
  const isExtended = name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
  return isExtended ? 'integer' : undefined;
}

/**
 * Each resource of a list with the labels `resource` and `unit`.
 *
 * @param rounding whole units except for CPU, as for containers; or thousandths of all, as for nodes
 */
export function eachResource(
  list: ResourceList | undefined,
  rounding: 'units' | 'thousandths',
  emit: (value: number, labels: LabelRecord) => void,
): void {
  if (list === undefined) return;
  for (const name in list) {
    const unit = unitOf(name);
    if (unit === undefined) continue;
    const value = rounding === 'units' && unit !== 'core' ? quantityUnits(list[name]) : quantityThousandths(list[name]);
    if (value !== undefined) emit(value, { resource: labelName(name), unit });
  }
}
