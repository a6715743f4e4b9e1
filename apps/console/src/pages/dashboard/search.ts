import { z } from 'zod';

/** What the address of a dashboard says beyond which one it is. */
export const dashboardSearch = z.object({});

/** Left out of the address. */
export const dashboardSearchDefaults = {} as const;
