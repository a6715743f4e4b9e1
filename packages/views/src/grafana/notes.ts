/** What an import can leave behind; the console has a sentence for each. */
export const IMPORT_NOTE_CODES = [
  /** Panel: `detail` is its kind. A text stands in its place. */
  'panel_kind',
  /** Panel: its data comes from something else than PromQL; `detail` names it. */
  'datasource',
  /** Panel: its definition is kept in a library of the other system, and not in the file. */
  'library_panel',
  /** Panel: `detail` is the kind of the transformation. */
  'transformation',
  /** Panel: settings of single series or fields; `detail` says which. */
  'override',
  /** Panel or row: repeated for each value of `detail`, which is no variable here; it is there once. */
  'repeat',
  /** Panel: `detail` is a unit that is shown as a suffix. */
  'unit',
  /** Panel: thresholds with more steps than a warning and a critical one. */
  'thresholds',
  /** Panel: words for patterns, texts and special values. */
  'mappings',
  /** Panel: a query whose text names `detail`, which has no counterpart. */
  'macro',
  /** Panel: links whose address is no page; `detail` is their title. */
  'links',
  /** Panel: links of single values; `detail` names them. */
  'data_links',
  /** Panel: one of several queries, whose data comes from something else than PromQL; `detail` names it. */
  'query',
  /** Panel: a query that is no PromQL; `detail` says why. */
  'promql',
  /** Panel: it asks nothing. */
  'no_query',
  /** Panel: more queries than a panel has here. */
  'queries',
  /** Panel: its own time range or shift, `detail`. */
  'panel_time',
  /** Panel: an alert of its own; alerts are rules here. */
  'alert',
  /** Panel: a text before the number, or behind a unit; `detail` is it. */
  'affix',
  /** Panel: a gap between values is drawn as zero there. */
  'gaps',
  /** Panel: pictures in its text are links here. */
  'image',
  /** Panel: a histogram that the other system counts out of single series. */
  'histogram',
  /** Variable: `detail` is its kind. */
  'variable_kind',
  /** Variable: its list shows words that a pattern takes out of the values; here it shows the values. */
  'variable_words',
  /** Variable: a duration that follows the time range; `detail` is the one taken. */
  'auto_interval',
  /** Variable: "all" stood for the text `detail`; here it stands for all values. */
  'all_value',
  /** Name of a variable that is used and defined nowhere: it is now a text to fill in. */
  'unknown_variable',
  /** Dashboard: colours that somebody chose for single series. */
  'colours',
  /** Dashboard: times are shown in the time zone `detail`; here in that of the browser. */
  'timezone',
  /** Dashboard: panels or variables beyond what a dashboard has here. */
  'beyond',
  /** Dashboard: annotations named `detail`. */
  'annotation',
  /** Dashboard: links at its head. */
  'dashboard_links',
  /** Dashboard: a time range that is not "until now". */
  'time_range',
] as const;
export type ImportNoteCode = (typeof IMPORT_NOTE_CODES)[number];

/** One thing that was not carried over as it was. */
export interface ImportNote {
  readonly code: ImportNoteCode;
  /** Title of the panel, name of the variable; '' for the dashboard itself. */
  readonly where: string;
  readonly detail: string;
}

/** Collects notes, each once. */
export class Notes {
  readonly #notes = new Map<string, ImportNote>();

  add(code: ImportNoteCode, where: string, detail = ''): void {
    this.#notes.set(`${code} ${where} ${detail}`, { code, where, detail });
  }

  get all(): readonly ImportNote[] {
    return [...this.#notes.values()];
  }
}
