import type { LabelRecord } from '../../collector.ts';

/** A name as label names may be: everything else becomes `_`. */
export const labelName = (text: string): string => text.replace(/[^a-zA-Z0-9_]/g, '_');

/** As kube-state-metrics does for labels and annotations: `appName` becomes `app_name`. */
const snakeCase = (text: string): string => text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/**
 * Labels or annotations of an object as labels of a metric: `label_app_kubernetes_io_name`.
 *
 * @param allowed names that are taken over; `*` for all
 */
export function allowedLabels(
  prefix: 'label' | 'annotation' | 'metadata',
  given: Readonly<Record<string, string>> | undefined,
  allowed: readonly string[],
): LabelRecord {
  const labels: Record<string, string> = {};
  if (given === undefined) return labels;
  const all = allowed.includes('*');
  const taken = new Map<string, number>();
  for (const key of Object.keys(given).sort()) {
    if (!all && !allowed.includes(key)) continue;
    const name = `${prefix}_${snakeCase(labelName(key))}`;
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    if (before === 0) labels[name] = given[key] ?? '';
    else {
      // Two names that became one: all of them are numbered, as kube-state-metrics does.
      const first = labels[name];
      if (before === 1 && first !== undefined) {
        labels[`${name}_conflict1`] = first;
        delete labels[name];
      }
      labels[`${name}_conflict${before + 1}`] = given[key] ?? '';
    }
  }
  return labels;
}
