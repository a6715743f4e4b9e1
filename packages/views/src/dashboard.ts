import { z } from 'zod';
import { panel, panelId } from './panel.ts';
import { localizedText } from './text.ts';
import { variable, variableName } from './variable.ts';

/** Version of the format that is written. A reader knows this one and all before it. */
export const DASHBOARD_VERSION = 1;

/** Choices of the refresh selector. */
export const REFRESH_INTERVALS = ['off', '5s', '10s', '30s', '1m', '5m', '30m', '1h'] as const;
export type RefreshInterval = (typeof REFRESH_INTERVALS)[number];

/** Panels under one heading. Without a title there is no heading, and the group cannot be collapsed. */
export const panelGroup = z.strictObject({
  id: panelId,
  title: localizedText.optional(),
  collapsed: z.boolean().default(false),
  /**
   * `grid`: panels stand where their `grid` says, relative to the group. `row`: they share the width equally, in order; what
   * is hidden leaves no hole.
   */
  layout: z.enum(['grid', 'row']).default('grid'),
  /** A copy of the whole group for each value that is chosen of this variable. */
  repeat: variableName.optional(),
  panels: z.array(panel).max(200),
});
export type PanelGroup = z.infer<typeof panelGroup>;

/** A dashboard as data. Built-in views and the dashboards of users are the same thing. */
export const dashboardDefinition = z.strictObject({
  format: z.literal('binnacle/dashboard'),
  version: z.literal(DASHBOARD_VERSION),
  title: localizedText,
  description: localizedText.optional(),
  tags: z.array(z.string().min(1).max(60)).max(50).default([]),
  time: z
    .strictObject({
      /** Relative range at first: `30s`, `20m`, `6h`, `2d`. */
      range: z
        .string()
        .regex(/^\d+[smhd]$/, 'a duration such as 6h')
        .default('1h'),
      refresh: z.enum(REFRESH_INTERVALS).default('30s'),
    })
    .default({ range: '1h', refresh: '30s' }),
  /** How often the metrics are scraped; `$w` follows from it. `auto`: found out from the samples themselves. */
  scrapeInterval: z
    .union([z.literal('auto'), z.string().regex(/^\d+(s|m)$/, 'auto, or a duration such as 60s')])
    .default('auto'),
  /** Matchers that narrow the look at which metrics exist, such as `cluster=~"$cluster"`. */
  presence: z.string().max(1000).optional(),
  variables: z.array(variable).max(50).default([]),
  groups: z.array(panelGroup).max(100),
});
export type DashboardDefinition = z.infer<typeof dashboardDefinition>;
export type DashboardInput = z.input<typeof dashboardDefinition>;
