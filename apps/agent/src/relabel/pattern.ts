import type { RE2JS } from 're2js';
import { compileRegex } from '../inputs/compile-regex.ts';
import { expandTemplate, type TemplatePart } from './expand-template.ts';

/** An expression that has to fit the whole text, in RE2's syntax, as in all of Prometheus's configuration. */
export interface Pattern {
  readonly source: string;
  matches(text: string): boolean;
  /** Undefined where the expression does not fit; else makes the text of a replacement. */
  match(text: string): ((template: readonly TemplatePart[]) => string) | undefined;
}

/** What a rule without `regex` has. */
export const ANYTHING = '(.*)';

/** No character that means anything to RE2. */
const LITERAL = /^[\w:/%@ ~=,;"'<>!#&-]*$/;

/** Compiles `source`; the common forms, a plain text and `(.*)`, need no engine. A bad one comes back as a message. */
export function compilePattern(source: string): Pattern | { readonly error: string } {
  const compiled = compileRegex(`^(?s:${source})$`);
  // As somebody wrote it, so that the message fits what is in the file.
  const bare = compileRegex(source);
  if ('error' in bare) return bare;
  if ('error' in compiled) return compiled;
  if (source === ANYTHING) {
    return {
      source,
      matches: () => true,
      match: (text) => (template) => expandTemplate(template, (name) => (name === '0' || name === '1' ? text : '')),
    };
  }
  if (LITERAL.test(source)) {
    return {
      source,
      matches: (text) => text === source,
      match: (text) =>
        text === source ? (template) => expandTemplate(template, (name) => (name === '0' ? text : '')) : undefined,
    };
  }
  return {
    source,
    matches: (text) => compiled.matcher(text).find(),
    match: (text) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      const groups = matcher.groupCount();
      const named = namesOf(compiled);
      return (template) =>
        expandTemplate(template, (name) => {
          const index = /^\d+$/.test(name) ? Number(name) : named.get(name);
          return index === undefined || index > groups ? '' : (matcher.group(index) ?? '');
        });
    },
  };
}

const namesByRegex = new WeakMap<RE2JS, ReadonlyMap<string, number>>();

function namesOf(regex: RE2JS): ReadonlyMap<string, number> {
  let names = namesByRegex.get(regex);
  if (names === undefined) namesByRegex.set(regex, (names = new Map(Object.entries(regex.namedGroups()))));
  return names;
}
