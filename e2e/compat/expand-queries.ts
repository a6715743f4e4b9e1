/** What each placeholder of a template stands for. */
export type Variants = Readonly<Record<string, readonly string[]>>;

/** Replaces each `<name>` of the templates by each of its variants in turn: every combination is a query. */
export function expandQueries(templates: readonly string[], variants: Variants): string[] {
  return templates.flatMap((template) => expand(template, variants));
}

function expand(template: string, variants: Variants): string[] {
  const name = Object.keys(variants).find((it) => template.includes(`<${it}>`));
  if (name === undefined) return [template];
  return variants[name]!.flatMap((variant) => expand(template.replaceAll(`<${name}>`, variant), variants));
}
