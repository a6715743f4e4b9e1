import { INCIDENTS, type IncidentBoard } from './incidents.ts';

/** How long each incident of a presentation lasts, and the rest before the next. */
const SHOWN_MS: Readonly<Record<string, number>> = { canary: 360_000, 'node-not-ready': 150_000 };
const USUAL_MS = 120_000;
const REST_MS = 30_000;

export interface PresentationState {
  readonly state: 'off' | 'running';
  /** The incident on stage, or undefined in a rest. */
  readonly incident: string | undefined;
  /** Which one of how many. */
  readonly number: number;
  readonly of: number;
}

/** Every incident, one after the other, with a rest between them. */
export class Presentation {
  readonly #board: IncidentBoard;
  readonly #pace: number;
  #startedMs: number | undefined;
  #at = -1;
  #isOn = false;

  /** @param pace  how many times faster than usual */
  constructor(board: IncidentBoard, pace = 1) {
    this.#board = board;
    this.#pace = pace;
  }

  get state(): PresentationState {
    const isRunning = this.#startedMs !== undefined;
    return {
      state: isRunning ? 'running' : 'off',
      incident: isRunning && this.#isOn ? INCIDENTS[this.#at]?.name : undefined,
      number: Math.max(0, this.#at + 1),
      of: INCIDENTS.length,
    };
  }

  begin(nowMs: number): void {
    this.end();
    this.#startedMs = nowMs;
  }

  end(): void {
    if (this.#isOn) this.#board.end(INCIDENTS[this.#at]!.name);
    this.#startedMs = undefined;
    this.#isOn = false;
    this.#at = -1;
  }

  step(nowMs: number): void {
    if (this.#startedMs === undefined) return;
    let left = (nowMs - this.#startedMs) * this.#pace;
    for (const [i, { name }] of INCIDENTS.entries()) {
      const shown = SHOWN_MS[name] ?? USUAL_MS;
      if (left < shown) return this.#show(i);
      left -= shown;
      if (left < REST_MS) return this.#rest(i);
      left -= REST_MS;
    }
    this.end();
  }

  #show(i: number): void {
    if (this.#isOn && this.#at === i) return;
    this.#rest(this.#at);
    this.#at = i;
    this.#isOn = true;
    this.#board.begin(INCIDENTS[i]!.name);
  }

  #rest(i: number): void {
    if (this.#isOn) this.#board.end(INCIDENTS[this.#at]!.name);
    this.#isOn = false;
    if (i >= 0) this.#at = i;
  }
}
