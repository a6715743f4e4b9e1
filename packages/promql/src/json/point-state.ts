import { GET, i32, SET, type Code } from '@binnacle/wasm';

/** The value of a word of `STATE`. */
export const state = (word: number): Code => i32.load(i32.of(word));
/** Sets it. */
export const setState = (word: number, value: Code): Code => i32.store(i32.of(word), value);
/** Adds to a local. */
export const increase = (local: number, by: Code): Code => [...i32.add(GET(local), by), ...SET(local)];
