export { LANGUAGES, localizedText, textIn, type Language, type LocalizedText } from './text.ts';
export { UNITS, unit, type Unit } from './units.ts';
export {
  SEVERITIES,
  severityOf,
  thresholds,
  mappingOf,
  valueMapping,
  worstSeverity,
  type Severity,
  type Thresholds,
  type ValueMapping,
} from './severity.ts';
export {
  RESERVED_VARIABLES,
  variable,
  variableName,
  type ChoiceVariable,
  type QueryVariable,
  type Variable,
} from './variable.ts';
export { variableReferences } from './variable-references.ts';
export { panelQuery, type PanelQuery } from './query.ts';
export {
  GRID_COLUMNS,
  REDUCERS,
  gridPosition,
  panel,
  panelLink,
  type BarPanel,
  type GaugePanel,
  type GridPosition,
  type EventsPanel,
  type HealthPanel,
  type HeatmapPanel,
  type ObjectsPanel,
  type Panel,
  type PanelInput,
  type PanelKind,
  type PanelLink,
  type PiePanel,
  type StatPanel,
  type StateTimelinePanel,
  type StatusPanel,
  type TableColumn,
  type TablePanel,
  type TextPanel,
  type TimeSeriesPanel,
  type TreemapPanel,
} from './panel.ts';
export {
  DASHBOARD_VERSION,
  REFRESH_INTERVALS,
  dashboardDefinition,
  panelGroup,
  type DashboardDefinition,
  type DashboardInput,
  type PanelGroup,
  type RefreshInterval,
} from './dashboard.ts';
export { validateDashboard, type DashboardProblem, type DashboardValidation } from './validate.ts';
export {
  blankDashboard,
  builtInView,
  builtInViews,
  viewSummary,
  type BuiltInView,
  type ViewSummary,
} from './library.ts';
export { importGrafana, type GrafanaImport } from './grafana/import-grafana.ts';
export { IMPORT_NOTE_CODES, type ImportNote, type ImportNoteCode } from './grafana/notes.ts';
export { builtInFillings } from './filling/built-in-fillings.ts';
export { durationText, promDuration, rateWindowMs } from './filling/durations.ts';
export { filledList } from './filling/filled-list.ts';
export { escapeRegex, interpolate, type Filling, type Fillings } from './filling/interpolate.ts';
export { selectionFilling, type Selection } from './filling/selection-filling.ts';
export { filledText } from './filling/filled-text.ts';
export { repeated, type ChosenValues } from './filling/repeated.ts';
