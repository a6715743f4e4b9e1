import { RE2JS } from 're2js';
import { problemAt, type Place, type Problem } from '../config/problem.ts';
import type { PromOptions } from './prom-options.ts';

/** Compiles with RE2's syntax and linear time, as the reference agent does; a bad expression comes back as a message. */
export function compileRegex(source: string): RE2JS | { readonly error: string } {
  if (source.length > MAX_REGEX_LENGTH) return { error: `longer than ${MAX_REGEX_LENGTH} characters` };
  try {
    return RE2JS.compile(source);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Longer ones are accidents; compiling costs memory in proportion to the length. */
const MAX_REGEX_LENGTH = 4_096;

/** Reports every expression of the input that does not compile. */
export function checkRegexes(options: PromOptions, placeOf: (path: string) => Place): Problem[] {
  const problems: Problem[] = [];
  const check = (path: string, sources: readonly string[]): void => {
    for (const source of sources) {
      const compiled = compileRegex(source);
      if ('error' in compiled) {
        const message = `bad regular expression ${JSON.stringify(source)}: ${compiled.error}`;
        problems.push(problemAt(placeOf(path), 'error', 'bad_regex', message));
      }
    }
  };
  check('metric_name_filter', options.metric_name_filter);
  check('metric_name_filter_ignore', options.metric_name_filter_ignore);
  for (const [tag, sources] of Object.entries(options.ignore_tag_kv_match))
    check(`ignore_tag_kv_match.${tag}`, sources);
  return problems;
}
