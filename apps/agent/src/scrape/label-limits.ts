/** Bounds of the labels of one series; 0 is none. */
export interface LabelLimits {
  readonly count: number;
  readonly nameLength: number;
  readonly valueLength: number;
}

/** @returns what is beyond the limits, in words */
export function beyondLimits(
  set: ReadonlyMap<string, string>,
  metric: string,
  limits: LabelLimits,
): string | undefined {
  const { count, nameLength, valueLength } = limits;
  if (count > 0 && set.size > count) {
    return `a series of ${JSON.stringify(metric)} has ${set.size} labels, more than label_limit allows (${count})`;
  }
  for (const [name, value] of set) {
    if (nameLength > 0 && name.length > nameLength) {
      return `a label name of ${JSON.stringify(metric)} has ${name.length} characters, more than label_name_length_limit allows (${nameLength})`;
    }
    if (valueLength > 0 && value.length > valueLength) {
      return `label ${JSON.stringify(name)} of ${JSON.stringify(metric)} has ${value.length} characters, more than label_value_length_limit allows (${valueLength})`;
    }
  }
  return undefined;
}
