import type { LocalInput } from '../inputs/local-inputs.ts';
import type { AgentSettings } from '../config/settings.ts';
import type { CollectorSet } from './collector-set.ts';
import { localCollectors, type LocalParts } from './local-collectors.ts';
import { localSettings, type LocalSettings } from './local-settings.ts';

const mapsAsLists = (_: string, value: unknown): unknown =>
  value instanceof Map || value instanceof Set ? [...value] : value;

/** The collectors of this machine that the settings and the files ask for. They begin anew when that changes. */
export class LocalSet {
  readonly #settings: AgentSettings;
  readonly #collectors: CollectorSet;
  readonly #parts: LocalParts;
  #running: readonly ((isGone: boolean) => Promise<void>)[] = [];
  #inForce = '';

  constructor(settings: AgentSettings, collectors: CollectorSet, parts: LocalParts) {
    this.#settings = settings;
    this.#collectors = collectors;
    this.#parts = parts;
  }

  /** @param blocks  what the files say */
  async apply(blocks: readonly LocalInput[]): Promise<LocalSettings> {
    const settings = localSettings(this.#settings, blocks);
    const text = JSON.stringify(settings, mapsAsLists);
    if (text === this.#inForce) return settings;
    this.#inForce = text;
    await Promise.all(this.#running.map((stop) => stop(true)));
    const plans = await localCollectors(settings, this.#parts);
    this.#running = plans.map((plan) => this.#collectors.start(plan));
    return settings;
  }
}
