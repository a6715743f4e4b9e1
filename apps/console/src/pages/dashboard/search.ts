import { REFRESH_INTERVALS } from '@binnacle/views';
import { z } from 'zod';

/** How much earlier the time is that charts compare with. */
export const COMPARISONS = ['1h', '1d', '1w'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/**
 * What the address of a dashboard says beyond which one it is: `time` (see time/time-range.ts), `refresh`, `panel` (the one
 * that fills the screen), `edit` (the page is being edited; `true`, or the id of the panel whose editor is open), `compare`, `kiosk` (the panels alone), `rotate`
 * (`30s`: the next favourite after that time), and `var-NAME` for each variable that is not as it begins. Anything that does not fit is
 * ignored: an old link still opens the dashboard.
 */
export const dashboardSearch = z.looseObject({
  time: z.coerce.string().max(100).optional().catch(undefined),
  refresh: z.enum(REFRESH_INTERVALS).optional().catch(undefined),
  panel: z.coerce.string().max(64).optional().catch(undefined),
  edit: z.coerce.string().max(64).optional().catch(undefined),
  compare: z.enum(COMPARISONS).optional().catch(undefined),
  kiosk: z.literal(true).optional().catch(undefined),
  rotate: z
    .string()
    .regex(/^[1-9]\d{0,4}[smh]$/)
    .optional()
    .catch(undefined),
});
export type DashboardSearch = z.infer<typeof dashboardSearch>;

/** Left out of the address; what a dashboard begins with is its own affair. */
export const dashboardSearchDefaults = {} as const;
