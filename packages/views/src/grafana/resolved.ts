import { sourceKinds, sourceOf } from './datasources.ts';
import { isObject, objectOf, objectsOf, textOf, type Json } from './json.ts';

/**
 * The model with what its panels refer to in their place: definitions of library panels that the exporter put beside it, queries of another
 * panel, and kinds of sources that are only named.
 */
export function resolvedModel(model: Json, file: Json): Json {
  const elements = libraryOf(model['__elements'] ?? file['__elements']);
  const kinds = sourceKinds(model, file);
  const library = mapPanels(model, (panel) => ownDefinition(panel, elements));
  const byId = new Map<string, Json>();
  mapPanels(library, (panel) => {
    byId.set(textOf(panel['id']), panel);
    return panel;
  });
  return mapPanels(library, (panel) => withSources(withQueriesOf(panel, byId), kinds));
}

/** A list in the first versions that had it, since then an object by their ids. */
function libraryOf(elements: unknown): ReadonlyMap<string, Json> {
  const all = Array.isArray(elements) ? objectsOf(elements) : Object.values(objectOf(elements)).filter(isObject);
  return new Map(all.map((it) => [textOf(it['uid']), objectOf(it['model'])]));
}

function mapPanels(model: Json, change: (panel: Json) => Json): Json {
  const list = (given: unknown): unknown =>
    Array.isArray(given)
      ? given.filter((it: unknown) => !isCopy(it)).map((it: unknown) => (isObject(it) ? inside(it) : it))
      : given;
  const inside = (panel: Json): Json => {
    const made = panel['type'] === 'row' ? panel : change(panel);
    return Array.isArray(made['panels']) ? { ...made, panels: list(made['panels']) } : made;
  };
  return {
    ...model,
    ...(Array.isArray(model['panels']) ? { panels: list(model['panels']) } : {}),
    ...(Array.isArray(model['rows'])
      ? {
          rows: model['rows']
            .filter((row: unknown) => !isCopiedRow(row))
            .map((row: unknown) =>
              isObject(row) && Array.isArray(row['panels']) ? { ...row, panels: list(row['panels']) } : row,
            ),
        }
      : {}),
  };
}

/** Copies of repeated panels and rows that were in sight when the file was written: they are made anew from what is repeated. */
function isCopy(it: unknown): boolean {
  const { repeatPanelId, repeat, repeatedByRow } = objectOf(it);
  return textOf(repeatPanelId) !== '' && (textOf(repeat) === '' || repeatedByRow === true);
}

const isCopiedRow = (row: unknown): boolean =>
  textOf(objectOf(row)['repeatRowId']) !== '' && textOf(objectOf(row)['repeat']) === '';

function ownDefinition(panel: Json, elements: ReadonlyMap<string, Json>): Json {
  const definition = elements.get(textOf(objectOf(panel['libraryPanel'])['uid']));
  if (definition === undefined || panel['type'] !== undefined) return panel;
  const { libraryPanel: _, title, ...place } = panel;
  return { ...definition, ...place, ...(textOf(title) === '' ? {} : { title }) };
}

/** A panel may draw the answers of another: then its queries are those. */
function withQueriesOf(panel: Json, byId: ReadonlyMap<string, Json>): Json {
  const source = textOf(panel['datasource']) || textOf(objectOf(panel['datasource'])['uid']);
  const [first] = objectsOf(panel['targets']);
  const own = textOf(objectOf(first?.['datasource'])['uid']);
  if (source !== '-- Dashboard --' && own !== '-- Dashboard --') return panel;
  const other = byId.get(textOf(first?.['panelId']));
  if (other === undefined) return panel;
  const changes =
    first?.['withTransforms'] === true && Array.isArray(other['transformations']) ? other['transformations'] : [];
  return {
    ...panel,
    datasource: other['datasource'],
    targets: other['targets'],
    transformations: [...changes, ...objectsOf(panel['transformations'])],
  };
}

function withSources(panel: Json, kinds: ReadonlyMap<string, string>): Json {
  return {
    ...panel,
    datasource: sourceOf(panel['datasource'], kinds),
    ...(Array.isArray(panel['targets'])
      ? {
          targets: panel['targets'].map((it: unknown) =>
            isObject(it) ? { ...it, datasource: sourceOf(it['datasource'], kinds) } : it,
          ),
        }
      : {}),
  };
}
