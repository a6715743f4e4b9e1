import type { CommandIo } from '@binnacle/agent';

export type { CommandIo };

/** A command of `binnacle`: takes what follows its name, resolves to the exit code. */
export type Command = (args: readonly string[], io: CommandIo) => Promise<number>;
