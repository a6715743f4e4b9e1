import { i32, type Code } from '@binnacle/wasm';

/** The value of a word of `STATE`. */
export const state = (word: number): Code => i32.load(i32.of(word));
/** Sets it. */
export const setState = (word: number, value: Code): Code => i32.store(i32.of(word), value);
