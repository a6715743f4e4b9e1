import type { ErrorCode, QueryOf, routes } from '@binnacle/api';

/** What the thread of the inventory can do. Each runs to its end before the next begins. */
export type InventoryJob =
  | { readonly kind: 'post-objects' | 'post-events'; readonly body: BulkBody }
  | { readonly kind: 'list-objects'; readonly query: QueryOf<typeof routes.listObjects> }
  | { readonly kind: 'summarize-objects'; readonly query: QueryOf<typeof routes.summarizeObjects> }
  | { readonly kind: 'get-object' | 'related-objects'; readonly uid: string; readonly cluster: string | undefined }
  | { readonly kind: 'list-events'; readonly query: QueryOf<typeof routes.listEvents> }
  | { readonly kind: 'purge' };

/** A body as it came: `encoding` is its `content-encoding`. */
export interface BulkBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly encoding: string;
}

export interface InventoryRequest {
  readonly id: number;
  readonly workspace: string;
  /** Unix milliseconds: the thread has no clock of its own. */
  readonly nowMs: number;
  readonly job: InventoryJob;
}

/** `json` is the body of the answer as text, so that it is written once, away from the main thread. */
export type InventoryReply =
  | { readonly ok: true; readonly json: string; readonly figures: InventoryFigures }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly issues?: readonly Issue[] };

export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** How much there is, over all workspaces. */
export interface InventoryFigures {
  readonly objects: number;
  readonly events: number;
  /** Objects that were not taken since the start, because their workspace is full. */
  readonly objectsRefused: number;
}

export interface InventoryLimits {
  /** How long an object is kept that is no more, or that nobody has spoken of. */
  readonly keepGoneMs: number;
  readonly keepEventsMs: number;
  readonly maxObjects: number;
  readonly maxEvents: number;
}

/** What a body may hold once it is unpacked. Agents send less at a time. */
export const BULK_LIMIT_BYTES = 16 << 20;
