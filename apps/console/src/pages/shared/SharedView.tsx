import type { ResponseOf, routes } from '@binnacle/api';
import type { DashboardDefinition } from '@binnacle/views';
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ColourBook } from '../../format/series-colours.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { rangeLabel } from '../../time/range-label.ts';
import type { TimeRange } from '../../time/time-range.ts';
import { TimeRangePicker } from '../../time/TimeRangePicker.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { fullTime } from '../../ui/relative-time.ts';
import type { Selection } from '../../variables/selection.ts';
import { VariablesBar } from '../../variables/VariablesBar.tsx';
import { DashboardSceneProvider, type DashboardScene } from '../dashboard/dashboard-context.ts';
import { DashboardPanels } from '../dashboard/DashboardPanels.tsx';
import { goToPanel } from '../dashboard/go-to-panel.ts';
import { PanelCell } from '../dashboard/PanelCell.tsx';
import { QueryQueue } from '../dashboard/query-queue.ts';
import { SeverityStore } from '../dashboard/severity-store.ts';
import { usePageClock } from '../dashboard/usePageClock.ts';
import { usePresence } from '../dashboard/usePresence.ts';
import { useVariables } from '../dashboard/useVariables.ts';
import { valuesInLegends } from '../dashboard/values-in-legends.ts';
import { shareSource, withNamedQueries, type Chosen } from './share-source.ts';
import classes from './SharedPage.module.css';

interface SharedViewProps {
  readonly use: 'link' | 'embed';
  readonly secret: string;
  readonly share: ResponseOf<typeof routes.openShare>;
  readonly definition: DashboardDefinition;
}

/** Few at a time: everybody who has the link shares what the server gives to links. */
const PARALLEL_QUERIES = 3;

/** A dashboard or panel behind a link: what it shows, and the choices that the link leaves. */
export function SharedView({ use, secret, share, definition }: SharedViewProps): ReactElement {
  const { t } = useTranslation(['sharing', 'common']);
  const { t: words } = useTranslation('dashboard');
  const language = useLanguage();
  const [range, setRange] = useState<TimeRange>(share.range);
  const [zoomedFrom, setZoomedFrom] = useState<readonly TimeRange[]>([]);
  const [selections, setSelections] = useState<ReadonlyMap<string, Selection>>(
    () => new Map(share.variables.map((it) => [it.name, it.selection])),
  );
  const [whole, setWhole] = useState<string | undefined>(share.panel ?? undefined);
  const every = definition.time.refresh === 'off' ? '1m' : definition.time.refresh;
  const { span, refresh } = usePageClock(range, every);
  const [{ queue, severities, book }] = useState(() => ({
    queue: new QueryQueue(PARALLEL_QUERIES),
    severities: new SeverityStore(),
    book: new ColourBook(),
  }));
  const { resolved, fillings, error } = useVariables(`share ${secret}`, definition, selections, span);
  const legendValues = JSON.stringify(valuesInLegends(definition, resolved ?? []));
  useEffect(() => book.seed(JSON.parse(legendValues) as string[]), [book, legendValues]);
  const presence = usePresence(definition, fillings, span);
  const chosenKey = JSON.stringify((resolved ?? []).map((it) => [it.variable.name, it.selection]));
  const spanMs = span.toMs - span.fromMs;
  const { named, source } = useMemo(() => {
    const chosen: Chosen = Object.fromEntries(JSON.parse(chosenKey) as readonly [string, Chosen[string]][]);
    return { named: withNamedQueries(definition, chosen), source: shareSource(secret, chosen, spanMs) };
  }, [definition, chosenKey, secret, spanMs]);
  const context = useMemo(
    () =>
      fillings === undefined
        ? undefined
        : { fillings, span, scrapeMs: presence.scrapeMs, present: undefined, compare: undefined },
    [fillings, span, presence.scrapeMs],
  );
  const scene: DashboardScene = {
    dashboardId: `share-${secret}`,
    definition: named,
    language,
    context,
    span,
    queue,
    severities,
    source,
    book,
    wholePanel: whole,
    onZoom: (part) => {
      if (!share.mayChangeRange || part.toMs - part.fromMs < 1000) return;
      setZoomedFrom([...zoomedFrom, range]);
      setRange({ kind: 'absolute', fromMs: Math.round(part.fromMs), toMs: Math.round(part.toMs) });
    },
    onZoomBack: () => {
      const before = zoomedFrom.at(-1);
      setZoomedFrom(zoomedFrom.slice(0, -1));
      if (before !== undefined) setRange(before);
    },
    onFullScreen: (panelId) => setWhole(share.panel ?? panelId),
    onGoTo: goToPanel,
  };
  const only = share.panel === null ? undefined : named.groups[0]?.panels[0];
  return (
    <DashboardSceneProvider value={scene}>
      <main className={classes['page']} data-use={use} data-panel={only !== undefined || undefined}>
        <header className={classes['header']}>
          {use === 'link' ? <Mark size={24} /> : null}
          <h1 className={classes['title']}>{share.title}</h1>
          <div className={classes['controls']}>
            <VariablesBar
              variables={resolved ?? []}
              language={language}
              onChange={(name, selection) => setSelections(new Map([...selections, [name, selection]]))}
            />
            {share.mayChangeRange ? (
              <TimeRangePicker range={range} span={span} onChange={setRange} />
            ) : (
              <span className={classes['range']}>{rangeLabel(range, words)}</span>
            )}
          </div>
        </header>
        {only === undefined ? (
          <DashboardPanels
            definition={named}
            presence={presence}
            opened={new Set()}
            wholePanel={whole}
            failure={resolved === undefined ? error : null}
            onRetry={refresh}
          />
        ) : (
          <PanelCell panel={only} size="whole" />
        )}
        {use === 'link' ? (
          <footer className={classes['foot']}>
            {t('opened.until', { time: fullTime(share.expiresAtMs, language), product: t('common:product') })}
          </footer>
        ) : null}
      </main>
    </DashboardSceneProvider>
  );
}
