/** Labels of a series as the HTTP API gives them. */
export type LabelRecord = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{\{\s*([a-zA-Z_][a-zA-Z0-9_.]*)\s*\}\}/g;

/** `{{instance}}` filled with the label's value; a label that is not there gives nothing. */
export function fillLegend(template: string, labels: LabelRecord): string {
  return template
    .replace(PLACEHOLDER, (_, name: string) => labels[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Names of the labels a template shows. */
export function legendLabels(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map((match) => match[1]!);
}

/**
 * Names of series, one for each: from the template, else from the labels in which they differ. Two that would be called
 * the same get what tells them apart in brackets.
 */
export function seriesNames(
  all: readonly { readonly template: string | undefined; readonly labels: LabelRecord }[],
): string[] {
  const differing = differingLabels(all.map(({ labels }) => labels));
  const names = all.map(({ template, labels }) => {
    const name = template === undefined ? '' : fillLegend(template, labels);
    return name === '' ? plainName(labels, differing) : name;
  });
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return names.map((name, i) => {
    if (count.get(name) === 1) return name;
    const same = all.filter((_, j) => names[j] === name).map(({ labels }) => labels);
    const shown = new Set(legendLabels(all[i]!.template ?? ''));
    const apart = differingLabels(same).filter((label) => !shown.has(label));
    const text = apart.map((label) => all[i]!.labels[label] ?? '').filter((value) => value !== '');
    return text.length === 0 ? name : `${name} (${text.join(', ')})`;
  });
}

function plainName(labels: LabelRecord, differing: readonly string[]): string {
  const metric = labels['__name__'] ?? '';
  const shown = differing.filter((name) => name !== '__name__' && labels[name] !== undefined);
  const rest = Object.keys(labels).filter((name) => name !== '__name__');
  const names = shown.length > 0 || metric !== '' ? shown : rest.sort();
  const inside = names.map((name) => `${name}="${labels[name] ?? ''}"`).join(', ');
  if (inside === '') return metric === '' ? '{}' : metric;
  return metric === '' ? `{${inside}}` : `${metric}{${inside}}`;
}

/** Labels that do not have the same value everywhere, sorted. */
function differingLabels(all: readonly LabelRecord[]): readonly string[] {
  const names = new Set(all.flatMap((labels) => Object.keys(labels)));
  return [...names].filter((name) => all.some((labels) => labels[name] !== all[0]![name])).sort();
}
