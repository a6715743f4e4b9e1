import type { AgentSettings } from '../config/settings.ts';
import type { LocalInput } from '../inputs/local-inputs.ts';
import type { CollectorSet } from './collector-set.ts';
import { LOCAL_SOURCES, plansOf, type LocalParts, type LocalSource } from './local-collectors.ts';
import { localSettings, type LocalSettings } from './local-settings.ts';

/** A source of which there is nothing on this machine may come later: a Docker that is installed, a socket that is mounted. */
const LOOK_AGAIN_MS = 60_000;

const mapsAsLists = (_: string, value: unknown): unknown =>
  value instanceof Map || value instanceof Set ? [...value] : value;

type StopCollector = (isGone: boolean) => Promise<void>;

/** The collectors of this machine that the settings and the files ask for. They begin anew when that changes. */
export class LocalSet {
  readonly #settings: AgentSettings;
  readonly #collectors: CollectorSet;
  readonly #parts: LocalParts;
  readonly #sources: readonly LocalSource[];
  readonly #running = new Map<LocalSource, readonly StopCollector[]>();
  #inForce: { readonly text: string; readonly settings: LocalSettings } | undefined;
  #cancelLook = (): void => {};
  #isStopped = false;

  constructor(
    settings: AgentSettings,
    collectors: CollectorSet,
    parts: LocalParts,
    sources: readonly LocalSource[] = LOCAL_SOURCES,
  ) {
    this.#settings = settings;
    this.#collectors = collectors;
    this.#parts = parts;
    this.#sources = sources;
  }

  /** @param blocks  what the files say */
  async apply(blocks: readonly LocalInput[]): Promise<LocalSettings> {
    const settings = localSettings(this.#settings, blocks);
    const text = JSON.stringify(settings, mapsAsLists);
    if (text === this.#inForce?.text) return settings;
    this.#inForce = { text, settings };
    await Promise.all([...this.#running.values()].flat().map((stop) => stop(true)));
    this.#running.clear();
    await this.#startMissing();
    return settings;
  }

  /** Ends the looking for more; the collectors themselves are the set's. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelLook();
  }

  async #startMissing(): Promise<void> {
    const inForce = this.#inForce!;
    this.#cancelLook();
    for (const source of this.#sources) {
      if ((this.#running.get(source) ?? []).length > 0) continue;
      const plans = await plansOf(source, inForce.settings, this.#parts);
      // Other settings have come in between.
      if (this.#inForce !== inForce || this.#isStopped) return;
      this.#running.set(
        source,
        plans.map((plan) => this.#collectors.start(plan)),
      );
    }
    this.#cancelLook = this.#parts.clock.after(LOOK_AGAIN_MS, () => void this.#startMissing());
  }
}
