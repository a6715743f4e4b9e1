import { createHash } from 'node:crypto';
import { problemAt, type Problem } from '../config/problem.ts';
import type { PromInput } from '../inputs/conf-file.ts';
import { filesOfInput } from './files-of-input.ts';
import { alwaysLeader, type Leadership } from './leadership.ts';
import type { LeaseElection } from './lease-election.ts';

/** How long a free lease is left to the elected agent by the others that can read the files. */
const PATIENCE_MS = 4_000;

export interface FileElectionOptions {
  /** Tells the leases of different files apart. */
  readonly suffix: string;
  readonly subject: string;
  readonly wants: () => boolean;
  readonly patienceMs: () => number;
}

export interface InputElectionsParts {
  /** Of the agent that does what is to be done once in the cluster; undefined without an election. */
  readonly main: Leadership | undefined;
  readonly makeElection: (options: FileElectionOptions) => LeaseElection;
  /** The first file of a list that this agent cannot read. */
  readonly unreadableOf: (files: readonly string[]) => string | undefined;
  /** Who runs what may have changed. Waited for before anybody else takes over. */
  readonly onChange: () => Promise<void>;
}

interface FileElection {
  readonly election: LeaseElection;
  readonly files: readonly string[];
}

/**
 * Who scrapes which `inputs.prom`. One without election is scraped by every agent that has it; one with, by the elected
 * agent. One that needs files, certificates for example, is scraped by one of the agents that can read them: they hold a lease
 * for these files among themselves, which is left to the elected agent first.
 */
export class InputElections {
  readonly #parts: InputElectionsParts;
  readonly #byFiles = new Map<string, FileElection>();
  readonly #ending = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: InputElectionsParts) {
    this.#parts = parts;
    parts.main?.subscribe(() => parts.onChange());
  }

  /** Begins and ends elections, so that there is one for the files of each input that needs some. */
  update(inputs: readonly PromInput[]): void {
    if (this.#parts.main === undefined || this.#closed) return;
    const wanted = new Map<string, readonly string[]>();
    for (const input of inputs) {
      const files = input.options.election ? filesOfInput(input) : [];
      if (files.length > 0) wanted.set(keyOf(files), files);
    }
    for (const [key, { election }] of this.#byFiles) {
      if (wanted.has(key)) continue;
      this.#byFiles.delete(key);
      this.#end(election);
    }
    for (const [key, files] of wanted) {
      const known = this.#byFiles.get(key);
      if (known === undefined) this.#byFiles.set(key, { files, election: this.#begin(key, files) });
    }
  }

  /** Whether this agent scrapes the input just now, and when that changes. */
  leadershipOf(input: PromInput): Leadership {
    const { main } = this.#parts;
    if (main === undefined || !input.options.election) return alwaysLeader;
    const files = filesOfInput(input);
    if (files.length === 0) return main;
    return this.#byFiles.get(keyOf(files))?.election ?? nobody;
  }

  /** Why nobody may be scraping an input that waits here. */
  problemOf(input: PromInput): Problem | undefined {
    const found = this.#byFiles.get(keyOf(filesOfInput(input)));
    if (found === undefined) return undefined;
    const { state, problem } = found.election;
    const file =
      state.kind === 'aside' && state.holder === undefined ? this.#parts.unreadableOf(found.files) : undefined;
    if (file === undefined) return problem;
    const place = { file: input.file, key: input.key, ...(input.line === undefined ? {} : { line: input.line }) };
    const message = `nobody scrapes this input: this agent cannot read ${file}, and no other one that can has come forward`;
    const advice = 'Mount the file into the agents of the nodes that have it';
    return problemAt(place, 'warning', 'files_unreadable', message, advice);
  }

  /** The problems of the elections themselves. */
  get problems(): readonly Problem[] {
    return [...this.#byFiles.values()]
      .map(({ election }) => election.problem)
      .filter((problem) => problem !== undefined);
  }

  async stop(): Promise<void> {
    this.#closed = true;
    for (const { election } of this.#byFiles.values()) this.#end(election);
    this.#byFiles.clear();
    await Promise.all(this.#ending);
  }

  #begin(key: string, files: readonly string[]): LeaseElection {
    const { main, makeElection, onChange, unreadableOf } = this.#parts;
    const election = makeElection({
      suffix: key,
      subject: `inputs with ${files.join(', ')}`,
      wants: () => unreadableOf(files) === undefined,
      patienceMs: () => (main?.isLeader() === true ? 0 : PATIENCE_MS),
    });
    election.subscribe(() => onChange());
    election.start();
    return election;
  }

  #end(election: LeaseElection): void {
    const ending = election.stop().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

const nobody: Leadership = { isLeader: () => false, subscribe: () => () => {} };

const keyOf = (files: readonly string[]): string =>
  createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 10);
