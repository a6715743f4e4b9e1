import { createHash } from 'node:crypto';
import { expandTemplate, type TemplatePart } from './expand-template.ts';
import type { Pattern } from './pattern.ts';

export const RELABEL_ACTIONS = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const;
export type RelabelAction = (typeof RELABEL_ACTIONS)[number];

/** One rule of `relabel_configs` or `metric_relabel_configs`, checked and compiled. */
export interface RelabelRule {
  readonly action: RelabelAction;
  readonly sourceLabels: readonly string[];
  readonly separator: string;
  readonly regex: Pattern;
  readonly targetLabel: string;
  /** {@link targetLabel}, with its references to groups. */
  readonly targetTemplate: readonly TemplatePart[];
  readonly replacement: readonly TemplatePart[];
  readonly modulus: bigint;
}

/**
 * Applies the rules to a label set, in place, in order. A label that becomes empty goes.
 *
 * @returns false when a rule drops the set; what is in it then means nothing
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
export function relabel(set: Map<string, string>, rules: readonly RelabelRule[]): boolean {
  return rules.every((rule) => apply(set, rule));
}

function apply(set: Map<string, string>, rule: RelabelRule): boolean {
  const { action, regex, targetLabel } = rule;
  switch (action) {
    case 'keep':
      return regex.matches(sourceOf(set, rule));
    case 'drop':
      return !regex.matches(sourceOf(set, rule));
    case 'keepequal':
      return (set.get(targetLabel) ?? '') === sourceOf(set, rule);
    case 'dropequal':
      return (set.get(targetLabel) ?? '') !== sourceOf(set, rule);
    case 'replace':
      replace(set, rule);
      return true;
    case 'lowercase':
      put(set, targetLabel, sourceOf(set, rule).toLowerCase());
      return true;
    case 'uppercase':
      put(set, targetLabel, sourceOf(set, rule).toUpperCase());
      return true;
    case 'hashmod': {
      const hash = createHash('md5').update(sourceOf(set, rule)).digest();
      put(set, targetLabel, String(hash.readBigUInt64BE(8) % rule.modulus));
      return true;
    }
    case 'labelmap':
      for (const [name, value] of Array.from(set)) {
        const match = regex.match(name);
        if (match !== undefined) put(set, match(rule.replacement), value);
      }
      return true;
    case 'labeldrop':
      for (const name of set.keys()) if (regex.matches(name)) set.delete(name);
      return true;
    case 'labelkeep':
      for (const name of set.keys()) if (!regex.matches(name)) set.delete(name);
      return true;
  }
}

function replace(set: Map<string, string>, rule: RelabelRule): void {
  const match = rule.regex.match(sourceOf(set, rule));
  if (match === undefined) return;
  const target = expandTarget(rule, match);
  if (target !== '') put(set, target, match(rule.replacement));
}

const expandTarget = (rule: RelabelRule, match: (template: readonly TemplatePart[]) => string): string => {
  const [only] = rule.targetTemplate;
  if (rule.targetTemplate.length === 1 && only !== undefined && 'text' in only) return only.text;
  return rule.targetTemplate.length === 0 ? expandTemplate([], () => '') : match(rule.targetTemplate);
};

function sourceOf(set: ReadonlyMap<string, string>, { sourceLabels, separator }: RelabelRule): string {
  let joined = set.get(sourceLabels[0] ?? '') ?? '';
  for (let i = 1; i < sourceLabels.length; i++) joined += separator + (set.get(sourceLabels[i]!) ?? '');
  return joined;
}

function put(set: Map<string, string>, name: string, value: string): void {
  if (value === '') set.delete(name);
  else if (name !== '') set.set(name, value);
}
