import type { ObjectSummary } from '@binnacle/api';

/*
 * Facts of an object by name (docs/formats/objects.md). What is not there, or of another kind, is empty.
 */

export const textFact = (it: ObjectSummary, name: string): string => {
  const value = it.facts[name];
  return typeof value === 'string' ? value : '';
};

export const numberFact = (it: ObjectSummary, name: string): number | undefined => {
  const value = it.facts[name];
  return typeof value === 'number' ? value : undefined;
};

export const listFact = (it: ObjectSummary, name: string): readonly string[] => {
  const value = it.facts[name];
  return Array.isArray(value) ? value : [];
};
