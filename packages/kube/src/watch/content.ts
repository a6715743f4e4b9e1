import { isRecord, listAt, recordAt, type JsonRecord } from '../json.ts';

/**
 * What is asked for: whole objects; their metadata alone; or the metadata with columns of the table that `kubectl get` prints. There
 * is no fallback to whole objects for the others: a server that knows neither answers 406.
 */
export type Content = 'whole' | 'metadata' | 'table';

/** Which fields of an object come from which columns of a table, such as `{ Type: 'type' }`. */
export type Columns = Readonly<Record<string, string>>;

const META = ';g=meta.k8s.io;v=v1';
const TABLE = `application/json;as=Table${META}`;
const METADATA_LIST = `application/json;as=PartialObjectMetadataList${META}`;
const METADATA = `application/json;as=PartialObjectMetadata${META}`;

/** How one kind is asked for, and how objects come out of the answers. One for each watch: it remembers the columns of a table. */
export class ContentReader {
  readonly listAccept: string;
  readonly watchAccept: string;
  /** Parameters of lists and watches. */
  readonly query: Readonly<Record<string, string>>;
  readonly #columns: Columns;
  #names: readonly unknown[] = [];

  constructor(content: Content, columns: Columns = {}) {
    this.#columns = columns;
    // A server without tables still tells the metadata.
    this.listAccept = { whole: 'application/json', metadata: METADATA_LIST, table: `${TABLE}, ${METADATA_LIST}` }[
      content
    ];
    this.watchAccept = { whole: 'application/json', metadata: METADATA, table: `${TABLE}, ${METADATA}` }[content];
    this.query = content === 'table' ? { includeObject: 'Metadata' } : {};
  }

  /** The objects of a page of a list. */
  items(list: JsonRecord): readonly JsonRecord[] {
    if (list['kind'] === 'Table') return this.#rows(list);
    return listAt(list, 'items').filter(isRecord);
  }

  /** The object of an event of a watch. */
  object(value: JsonRecord): JsonRecord {
    return value['kind'] === 'Table' ? (this.#rows(value)[0] ?? {}) : value;
  }

  #rows(table: JsonRecord): readonly JsonRecord[] {
    // Only the first answer of a watch says what its columns are.
    const definitions = listAt(table, 'columnDefinitions');
    if (definitions.length > 0)
      this.#names = definitions.map((column) => (isRecord(column) ? column['name'] : undefined));
    return listAt(table, 'rows')
      .filter(isRecord)
      .map((row) => {
        const object: Record<string, unknown> = { metadata: recordAt(row['object'], 'metadata') };
        const cells = listAt(row, 'cells');
        for (const [column, field] of Object.entries(this.#columns)) {
          const cell = cells[this.#names.indexOf(column)];
          if (cell !== undefined) object[field] = cell;
        }
        return object;
      });
  }
}
