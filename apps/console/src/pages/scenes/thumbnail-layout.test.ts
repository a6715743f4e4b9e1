import { dashboardDefinition } from '@binnacle/views';
import { expect, test } from 'vitest';
import { layOutThumbnail, THUMBNAIL_WIDTH } from './thumbnail-layout.ts';

const text = (id: string, x: number, y: number, w: number, h: number) => ({
  kind: 'text' as const,
  id,
  title: id,
  content: '',
  grid: { x, y, w, h },
});

const definition = dashboardDefinition.parse({
  format: 'binnacle/dashboard',
  version: 1,
  title: 'x',
  groups: [
    { id: 'head', layout: 'row', panels: [text('a', 0, 0, 6, 6), text('b', 0, 0, 6, 6)] },
    {
      id: 'body',
      title: 'Body',
      panels: [text('c', 0, 0, 12, 20), text('d', 12, 0, 12, 20), text('e', 0, 20, 24, 10)],
    },
  ],
});

test('panels of a row share the width, those of a grid stand where it says, under the heading', () => {
  const { panels, headings, height } = layOutThumbnail(definition, 1000);
  expect(panels.map((it) => [it.panel.id, it.x, it.y, it.width, it.height])).toEqual([
    ['a', 0, 0, 356, 64],
    ['b', 364, 0, 356, 64],
    ['c', 0, 100, 356, 112],
    ['d', 364, 100, 356, 112],
    ['e', 0, 220, 720, 52],
  ]);
  expect(headings.map((it) => it.y)).toEqual([72]);
  expect(height).toBe(272);
});

test('nothing reaches beyond the width, and nothing is placed below the limit', () => {
  const { panels, height } = layOutThumbnail(definition, 150);
  expect(panels.map((it) => it.panel.id)).toEqual(['a', 'b', 'c', 'd']);
  expect(Math.max(...panels.map((it) => it.x + it.width))).toBeLessThanOrEqual(THUMBNAIL_WIDTH);
  expect(height).toBe(150);
});

test('an empty dashboard has no height', () => {
  expect(layOutThumbnail({ ...definition, groups: [] }, 500)).toEqual({ panels: [], headings: [], height: 0 });
});
