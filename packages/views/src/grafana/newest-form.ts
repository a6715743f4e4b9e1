import { isObject, numberOf, objectOf, objectsOf, textOf, type Json } from './json.ts';

/** Files of the newest form (`dashboard.grafana.app/v2…`) have elements and a layout apart, and kinds and specs for everything. */
export const isNewestForm = (spec: Json): boolean => isObject(spec['elements']) && isObject(spec['layout']);

/** The same dashboard in the form that all versions before had, as far as the import reads it. */
export function fromNewestForm(spec: Json): Json {
  const time = objectOf(spec['timeSettings']);
  const elements = objectOf(spec['elements']);
  return {
    title: spec['title'],
    description: spec['description'],
    tags: spec['tags'],
    time: { from: time['from'], to: time['to'] },
    refresh: time['autoRefresh'],
    timezone: time['timezone'],
    templating: { list: objectsOf(spec['variables']).map(variableOf) },
    annotations: { list: objectsOf(spec['annotations']).map((it) => ({ ...objectOf(it['spec']) })) },
    links: spec['links'],
    panels: panelsOf(objectOf(spec['layout']), elements, 0).panels,
  };
}

const VARIABLES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    QueryVariable: 'query',
    CustomVariable: 'custom',
    ConstantVariable: 'constant',
    IntervalVariable: 'interval',
    TextVariable: 'textbox',
    DatasourceVariable: 'datasource',
    AdhocVariable: 'adhoc',
    GroupByVariable: 'groupby',
    SwitchVariable: 'switch',
  }),
);

function variableOf(it: Json): Json {
  const spec = objectOf(it['spec']);
  const query = objectOf(spec['query']);
  return {
    ...spec,
    type: VARIABLES.get(textOf(it['kind'])) ?? textOf(it['kind']),
    query: isObject(spec['query']) ? objectOf(query['spec']) : spec['query'],
  };
}

interface Placed {
  readonly panels: readonly Json[];
  /** Where the next one stands, in rows of that grid. */
  readonly bottom: number;
}

/** Panels of a layout, with rows for its rows and tabs, from `top` on. */
function panelsOf(layout: Json, elements: Json, top: number): Placed {
  const spec = objectOf(layout['spec']);
  switch (layout['kind']) {
    case 'RowsLayout':
    case 'TabsLayout': {
      const panels: Json[] = [];
      let bottom = top;
      for (const part of objectsOf(spec['rows'] ?? spec['tabs'])) {
        const own = objectOf(part['spec']);
        const repeat = textOf(objectOf(own['repeat'])['value']);
        panels.push({
          type: 'row',
          title: own['title'],
          collapsed: own['collapse'] === true,
          gridPos: { x: 0, y: bottom, w: 24, h: 1 },
          ...(repeat === '' ? {} : { repeat }),
          panels: [],
        });
        const inside = panelsOf(objectOf(own['layout']), elements, bottom + 1);
        panels.push(...inside.panels);
        bottom = inside.bottom;
      }
      return { panels, bottom };
    }
    case 'AutoGridLayout': {
      const perRow = Math.max(1, Math.min(4, numberOf(spec['maxColumnCount']) ?? 3));
      const w = Math.floor(24 / perRow);
      const h = rowHeight(spec);
      const items = objectsOf(spec['items']);
      const panels = items.map((item, i) =>
        elementAt(item, elements, { x: (i % perRow) * w, y: top + Math.floor(i / perRow) * h, w, h }),
      );
      return { panels, bottom: top + Math.ceil(items.length / perRow) * h };
    }
    default: {
      let bottom = top;
      const panels = objectsOf(spec['items']).flatMap((item) => {
        const own = objectOf(item['spec']);
        const at = { x: own['x'], y: top + (numberOf(own['y']) ?? 0), w: own['width'], h: own['height'] };
        bottom = Math.max(bottom, at.y + (numberOf(at.h) ?? 1));
        if (item['kind'] !== 'GridLayoutRow') return [elementAt(item, elements, at)];
        const inside = panelsOf({ spec: { items: own['elements'] } }, elements, at.y + 1);
        bottom = Math.max(bottom, inside.bottom);
        const row = {
          type: 'row',
          title: own['title'],
          collapsed: own['collapsed'] === true,
          gridPos: { ...at, x: 0, w: 24, h: 1 },
          panels: [],
        };
        return [row, ...inside.panels];
      });
      return { panels, bottom };
    }
  }
}

/** In rows of that grid, of which one is 38 px with the distance to the next. */
const ROW_HEIGHTS: ReadonlyMap<string, number> = new Map(Object.entries<number>({ short: 4, standard: 8, tall: 13 }));

const rowHeight = (spec: Json): number => {
  const pixels = numberOf(spec['rowHeight']);
  if (pixels !== undefined) return Math.max(3, Math.min(50, Math.round(pixels / 38)));
  return ROW_HEIGHTS.get(textOf(spec['rowHeightMode']) || textOf(spec['rowHeight'])) ?? 8;
};

function elementAt(item: Json, elements: Json, gridPos: Json): Json {
  const own = objectOf(item['spec']);
  const element = objectOf(elements[textOf(objectOf(own['element'])['name'])]);
  const spec = objectOf(element['spec']);
  const { value, direction, maxPerRow } = objectOf(own['repeat']);
  const repeat = textOf(value);
  const common = {
    title: spec['title'],
    description: spec['description'],
    links: spec['links'],
    gridPos,
    ...(repeat === '' ? {} : { repeat, repeatDirection: direction, maxPerRow }),
  };
  if (element['kind'] === 'LibraryPanel') return { ...common, libraryPanel: {} };
  const viz = objectOf(spec['vizConfig']);
  const data = objectOf(objectOf(spec['data'])['spec']);
  return {
    ...common,
    // The kind of the drawing was the kind of this object at first, and is its group since.
    type: textOf(viz['group']) || textOf(viz['kind']),
    options: objectOf(viz['spec'])['options'],
    fieldConfig: objectOf(viz['spec'])['fieldConfig'],
    transformations: data['transformations'],
    targets: objectsOf(data['queries']).map((it) => {
      const query = objectOf(it['spec']);
      const own = objectOf(query['query']);
      const kind = textOf(own['group']) || textOf(own['kind']);
      return {
        ...objectOf(own['spec']),
        refId: query['refId'],
        hide: query['hidden'],
        datasource: kind === 'DataQuery' ? undefined : { type: kind },
      };
    }),
  };
}
