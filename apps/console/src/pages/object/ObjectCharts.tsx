import type { ObjectSummary } from '@binnacle/api';
import type { DashboardDefinition, Fillings } from '@binnacle/views';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ColourBook } from '../../format/series-colours.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { absoluteText, parseTimeRange, timeRangeText, type TimeRange } from '../../time/time-range.ts';
import { TimeRangePicker } from '../../time/TimeRangePicker.tsx';
import { DashboardSceneProvider, type DashboardScene } from '../dashboard/dashboard-context.ts';
import { goToPanel } from '../dashboard/go-to-panel.ts';
import { GroupSection } from '../dashboard/GroupSection.tsx';
import { PanelCell } from '../dashboard/PanelCell.tsx';
import { missingMetrics } from '../dashboard/presence.ts';
import { QueryQueue } from '../dashboard/query-queue.ts';
import { SeverityStore } from '../dashboard/severity-store.ts';
import { usePageClock } from '../dashboard/usePageClock.ts';
import { usePresence } from '../dashboard/usePresence.ts';
import { objectDashboard } from './object-panels.ts';
import { Section } from './Section.tsx';

const route = getRouteApi('/shell/objects/$uid');
const PARALLEL_QUERIES = 4;
const USUAL: TimeRange = { kind: 'relative', backMs: 3_600_000, untilMs: 0 };
const NO_VARIABLES: Fillings = new Map();

/** The charts of an object; nothing for a kind without figures of its own. */
export function ObjectCharts({ it }: { readonly it: ObjectSummary }): ReactElement | null {
  // The object is read again every few seconds; its charts depend on what it is, which stays.
  const key = JSON.stringify([it.kind, it.cluster, it.namespace, it.name, it.uid, it.facts['destinations']]);
  // oxlint-disable-next-line react-hooks/exhaustive-deps, react/exhaustive-memo-dependencies
  const definition = useMemo(() => objectDashboard(it), [key]);
  return definition === undefined ? null : <Charts key={it.uid} definition={definition} />;
}

function Charts({ definition }: { readonly definition: DashboardDefinition }): ReactElement {
  const { t } = useTranslation('objects');
  const language = useLanguage();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { time } = search;
  const range = useMemo(() => {
    const parsed = parseTimeRange(time);
    return parsed.ok ? parsed.range : USUAL;
  }, [time]);
  const { span } = usePageClock(range, '30s');
  const presence = usePresence(definition, NO_VARIABLES, span);
  const [{ queue, severities, book }] = useState(() => ({
    queue: new QueryQueue(PARALLEL_QUERIES),
    severities: new SeverityStore(),
    book: new ColourBook(),
  }));
  const setRange = (text: string): void => void navigate({ search: (before) => ({ ...before, time: text }) });
  const { scrapeMs, known, present, nothingYet } = presence;
  const context = useMemo(
    () => (known ? { fillings: NO_VARIABLES, span, scrapeMs, present } : undefined),
    [known, span, scrapeMs, present],
  );
  const scene: DashboardScene = {
    dashboardId: definition.title.toString(),
    definition,
    language,
    context,
    span,
    queue,
    severities,
    book,
    wholePanel: search.panel === '' ? undefined : search.panel,
    onZoom: (zoomed) => setRange(absoluteText(zoomed)),
    onZoomBack: () => window.history.back(),
    onFullScreen: (panel = '') => void navigate({ search: (before) => ({ ...before, panel }) }),
    onGoTo: goToPanel,
  };
  const group = definition.groups[0]!;
  const hidden = new Set(group.panels.filter((panel) => missingMetrics(panel, present).length > 0).map(({ id }) => id));
  const whole = group.panels.find(({ id }) => id === search.panel);
  const nothing = nothingYet || (known && hidden.size === group.panels.length);
  return (
    <Section
      title={t('charts')}
      actions={<TimeRangePicker range={range} span={span} onChange={(picked) => setRange(timeRangeText(picked))} />}
    >
      {nothing ? (
        <p style={{ margin: 0, color: 'var(--mantine-color-dimmed)' }}>{t('noCharts')}</p>
      ) : (
        <DashboardSceneProvider value={scene}>
          {whole === undefined ? (
            <GroupSection group={group} hidden={hidden} collapsed={false} onToggle={() => {}} />
          ) : (
            <PanelCell panel={whole} size="whole" />
          )}
        </DashboardSceneProvider>
      )}
    </Section>
  );
}
