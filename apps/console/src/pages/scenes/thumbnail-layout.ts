import { GRID_COLUMNS, type DashboardDefinition, type Panel, type PanelGroup } from '@binnacle/views';

/** Everything is in units of the thumbnail's drawing, which is this wide and as high as it needs. */
export const THUMBNAIL_WIDTH = 720;
const GAP = 8;
const COLUMN = (THUMBNAIL_WIDTH + GAP) / GRID_COLUMNS;
/** A row of the grid is 10 px on a page about 1200 px wide. */
const ROW = 6;
/** Panels of a group without grid (a row of figures) have this height, in rows. */
const ROW_OF_FIGURES = 12;
const HEADING = 28;

export interface ThumbnailPanel {
  readonly panel: Panel;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ThumbnailHeading {
  readonly group: PanelGroup;
  readonly y: number;
}

export interface ThumbnailLayout {
  readonly panels: readonly ThumbnailPanel[];
  readonly headings: readonly ThumbnailHeading[];
  readonly height: number;
}

/** Where each panel and heading stands when a dashboard is drawn small; nothing below `limit` is placed. */
export function layOutThumbnail(definition: DashboardDefinition, limit: number): ThumbnailLayout {
  const panels: ThumbnailPanel[] = [];
  const headings: ThumbnailHeading[] = [];
  let y = 0;
  for (const group of definition.groups) {
    if (y >= limit) break;
    if (group.title !== undefined) {
      headings.push({ group, y });
      y += HEADING;
    }
    const placed = group.layout === 'row' ? rowOf(group.panels, y) : gridOf(group.panels, y);
    panels.push(...placed.filter((it) => it.y < limit));
    y = placed.reduce((bottom, it) => Math.max(bottom, it.y + it.height + GAP), y);
  }
  return { panels, headings, height: Math.max(0, Math.min(limit, y - GAP)) };
}

function gridOf(panels: readonly Panel[], top: number): ThumbnailPanel[] {
  return panels.map((panel) => ({
    panel,
    x: panel.grid.x * COLUMN,
    y: top + panel.grid.y * ROW,
    width: panel.grid.w * COLUMN - GAP,
    height: panel.grid.h * ROW - GAP,
  }));
}

/** Figures side by side. More than a page has room for wrap, as they do there. */
function rowOf(panels: readonly Panel[], top: number): ThumbnailPanel[] {
  const perRow = Math.min(panels.length, 8);
  const width = (THUMBNAIL_WIDTH + GAP) / Math.max(1, perRow) - GAP;
  return panels.map((panel, i) => ({
    panel,
    x: (i % perRow) * (width + GAP),
    y: top + Math.floor(i / perRow) * (ROW_OF_FIGURES * ROW),
    width,
    height: ROW_OF_FIGURES * ROW - GAP,
  }));
}
