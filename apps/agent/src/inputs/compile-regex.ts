import { RE2JS } from 're2js';

/** Longer ones are accidents; compiling costs memory in proportion to the length. */
const MAX_REGEX_LENGTH = 4_096;

/** Compiles with RE2's syntax and linear time, as the reference agent does; a bad expression comes back as a message. */
export function compileRegex(source: string): RE2JS | { readonly error: string } {
  if (source.length > MAX_REGEX_LENGTH) return { error: `longer than ${MAX_REGEX_LENGTH} characters` };
  try {
    return RE2JS.compile(source);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
