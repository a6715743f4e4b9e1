/** Whether an object with these labels is selected. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

export type ParsedLabelSelector =
  | { readonly ok: true; readonly matches: LabelSelector }
  | { readonly ok: false; readonly message: string };

const KEY = String.raw`[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?`;
const VALUE = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?`;
const REQUIREMENT = new RegExp(
  String.raw`^\s*(?:(?<set>${KEY})\s+(?<how>in|notin)\s*\((?<values>[^()]*)\)|!\s*(?<absent>${KEY})|(?<key>${KEY})\s*(?:(?<op>==|=|!=|>|<)\s*(?<value>${VALUE}))?)\s*$`,
);

/** Reads `app=web,tier in (a, b),!canary`; an empty text selects everything. */
export function parseLabelSelector(text: string): ParsedLabelSelector {
  if (text.trim() === '') return { ok: true, matches: () => true };
  const requirements: LabelSelector[] = [];
  for (const part of splitOutsideBrackets(text)) {
    const groups = REQUIREMENT.exec(part)?.groups;
    if (groups === undefined) return { ok: false, message: `unable to parse requirement: ${JSON.stringify(part)}` };
    requirements.push(requirement(groups));
  }
  return { ok: true, matches: (labels) => requirements.every((matches) => matches(labels)) };
}

function requirement(groups: Readonly<Record<string, string | undefined>>): LabelSelector {
  const { set, how, values, absent, key, op, value = '' } = groups;
  if (absent !== undefined) return (labels) => !Object.hasOwn(labels, absent);
  if (set !== undefined) {
    const wanted = new Set((values ?? '').split(',').map((item) => item.trim()));
    return (labels) => (Object.hasOwn(labels, set) && wanted.has(labels[set]!)) === (how === 'in');
  }
  const name = key!;
  switch (op) {
    case undefined:
      return (labels) => Object.hasOwn(labels, name);
    // An object without the label is not equal to the value either.
    case '!=':
      return (labels) => labels[name] !== value;
    case '>':
      return (labels) => Object.hasOwn(labels, name) && Number(labels[name]) > Number(value);
    case '<':
      return (labels) => Object.hasOwn(labels, name) && Number(labels[name]) < Number(value);
    default:
      return (labels) => labels[name] === value;
  }
}

function splitOutsideBrackets(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
