import { z } from 'zod';
import { unixMs } from './session.ts';

/** Opened by its link, or shown inside a page of another site. */
export const SHARE_USES = ['link', 'embed'] as const;
export const shareUse = z.enum(SHARE_USES);
export type ShareUse = z.infer<typeof shareUse>;

export const SHARE_MAX_DAYS = 365;
/** More values than this of one variable are not carried by a link. */
export const SHARE_MAX_VALUES = 1000;

const value = z.string().max(1024);
const values = z.array(value).max(SHARE_MAX_VALUES);

/** What is chosen of a variable. */
export const shareSelection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('values'), values }),
  z.strictObject({ kind: z.literal('text'), text: value }),
]);
export type ShareSelection = z.infer<typeof shareSelection>;

/** `fixed`: as it was when the link was made. `free`: whoever opens the link chooses among `options`, and nothing else. */
export const shareVariable = z.strictObject({
  name: z.string().max(64),
  mode: z.enum(['fixed', 'free']),
  selection: shareSelection,
  options: values.describe('The values that the list had when the link was made'),
});
export type ShareVariable = z.infer<typeof shareVariable>;

const MAX_MS = 10 * 365 * 86_400_000;

/** The time that a link shows: up to now, or between two moments. */
export const shareRange = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('relative'),
    backMs: z.number().int().min(1000).max(MAX_MS),
    untilMs: z.number().int().min(0).max(MAX_MS),
  }),
  z.strictObject({ kind: z.literal('absolute'), fromMs: unixMs, toMs: unixMs }),
]);
export type ShareRange = z.infer<typeof shareRange>;

export const share = z
  .object({
    id: z.string(),
    use: shareUse,
    dashboard: z.object({ id: z.string(), title: z.string() }),
    panel: z.object({ id: z.string(), title: z.string() }).nullable().describe('null: the whole dashboard'),
    note: z.string().describe('For whom it is'),
    createdAtMs: unixMs,
    createdBy: z.string(),
    expiresAtMs: unixMs,
    state: z.enum(['active', 'expired', 'revoked', 'dashboard_gone']),
    opened: z.number().int().describe('How often'),
    openedAtMs: unixMs.nullable().describe('The last time'),
    mayRevoke: z.boolean().describe('Whether the user who asks may'),
  })
  .meta({ id: 'Share' });
export type Share = z.infer<typeof share>;

/** The secret of a link: what stands after the `#`, so that no server log has it. */
export const shareSecret = z.string().min(1).max(100);

/** An origin that may show embedded panels: scheme, host and port, nothing else. */
export const embedOrigin = z
  .string()
  .max(300)
  .regex(
    /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/,
    'an origin such as https://wiki.example.org, without a path',
  );
export const EMBED_MAX_ORIGINS = 50;
