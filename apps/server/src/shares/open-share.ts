import { repeated, type DashboardDefinition, type Panel } from '@binnacle/views';
import { addressKey, AttemptThrottle } from '../auth/throttle.ts';
import { dashboardBehind, type DashboardBehind } from '../metadata/dashboards.ts';
import { shareOfSecret, type StoredShare } from '../metadata/shares.ts';
import type { ServerParts } from '../parts.ts';
import { Refusal, waitRefusal } from '../routes/refusal.ts';
import { fixedValues } from './share-variables.ts';

export interface OpenedShare {
  readonly share: StoredShare;
  readonly title: string;
  readonly definition: DashboardDefinition;
}

const MINUTE_MS = 60_000;
/** Definitions of this many dashboards are kept ready: one page asks for each of its queries. */
const KEPT = 50;

type Parts = Pick<ServerParts, 'db' | 'now' | 'config'>;

/** Opens links by their secrets, and slows down whoever guesses. */
export class ShareDoor {
  readonly #parts: Parts;
  readonly #guesses: AttemptThrottle;
  readonly #definitions = new Map<string, OpenedShare['definition']>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#guesses = new AttemptThrottle(
      { free: 20, firstLockMs: 10_000, maxLockMs: 15 * MINUTE_MS, forgetMs: 30 * MINUTE_MS },
      parts.now,
    );
  }

  open(secret: string, address: string): OpenedShare | Refusal {
    const { db, now, config } = this.#parts;
    if (!config.share.publicLinks)
      return new Refusal('forbidden', 'links for people without an account are switched off here');
    const key = addressKey(address);
    const waitMs = this.#guesses.waitMs(key);
    if (waitMs > 0) return waitRefusal(waitMs);
    const share = shareOfSecret(db, secret);
    if (share === undefined) {
      this.#guesses.attempt(key);
      return new Refusal('not_found', 'this link is not known: it is incomplete, or it ended long ago');
    }
    if (share.revokedAtMs !== null) return new Refusal('gone', 'this link was revoked: ask for a new one');
    if (share.expiresAtMs <= now()) return new Refusal('gone', 'this link has expired: ask for a new one');
    const dashboard = dashboardBehind(db, share.workspace, share.dashboard);
    if (dashboard === undefined) return new Refusal('gone', 'what this link showed was deleted');
    const definition = this.#definition(share, dashboard);
    if (share.panel !== null && panelOf(definition, share.panel) === undefined)
      return new Refusal('gone', 'the panel that this link showed is no longer there');
    return { share, title: dashboard.title, definition };
  }

  #definition(share: StoredShare, dashboard: DashboardBehind): DashboardDefinition {
    const key = `${share.id} ${dashboard.version}`;
    const kept = this.#definitions.get(key);
    if (kept !== undefined) return kept;
    // Was validated before it was stored.
    const stored = JSON.parse(dashboard.definition) as DashboardDefinition;
    const definition = repeated(stored, fixedValues(share.settings.variables));
    this.#definitions.set(key, definition);
    if (this.#definitions.size > KEPT) this.#definitions.delete(this.#definitions.keys().next().value!);
    return definition;
  }
}

export const panelOf = (definition: DashboardDefinition, id: string): Panel | undefined =>
  definition.groups.flatMap((group) => group.panels).find((panel) => panel.id === id);
