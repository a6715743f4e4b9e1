import { routes } from '@binnacle/api';
import {
  textIn,
  type EventsPanel as EventsDefinition,
  type ObjectsPanel as ObjectsDefinition,
  filledList,
} from '@binnacle/views';
import { LEVELS } from '@binnacle/objects';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { EventsPanel } from '../../panels/EventsPanel.tsx';
import { ObjectsPanel } from '../../panels/ObjectsPanel.tsx';
import { call } from '../../request/call.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { useDashboardScene } from './dashboard-context.ts';
import { EmptyState, FailedState, LoadingState } from './panel-states.tsx';

const BUCKETS = 40;

/** A panel of events or objects: asks the server by the panel's filters, and again with each refresh of the page. */
export function ObjectListBody({ panel }: { readonly panel: EventsDefinition | ObjectsDefinition }): ReactElement {
  return panel.kind === 'events' ? <EventsBody panel={panel} /> : <ObjectsBody panel={panel} />;
}

function EventsBody({ panel }: { readonly panel: EventsDefinition }): ReactElement {
  const { t } = useTranslation('events');
  const { language, context, onZoom, source } = useDashboardScene();
  const { data, error, refetch } = useQuery({
    queryKey: ['panel-events', panel, context?.fillings, context?.span],
    queryFn: ({ signal }) => {
      const { fillings, span } = context!;
      if (source !== undefined) return source.events(panel.id, span, signal);
      const query = {
        cluster: filledList(panel.cluster, fillings),
        namespace: filledList(panel.namespace, fillings),
        kind: filledList(panel.objectKind, fillings),
        type: filledList(panel.type, fillings),
        reason: filledList(panel.reason, fillings),
        ...(panel.search === '' ? {} : { search: panel.search }),
        from: Math.round(span.fromMs),
        to: Math.round(span.toMs),
        limit: panel.limit,
        buckets: panel.histogram ? BUCKETS : 0,
      };
      return call(routes.listEvents, { query }, signal);
    },
    enabled: context !== undefined,
    placeholderData: keepPreviousData,
    // Each refresh asks for another span: nobody comes back to what was before.
    gcTime: 0,
  });
  if (data === undefined || data.events.length === 0) {
    return (
      <NothingYet
        panel={panel}
        error={data === undefined ? error : undefined}
        none={t('none.title')}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <EventsPanel
      events={data.events}
      histogram={data.histogram}
      title={textIn(panel.title, language)}
      nowMs={context?.span.toMs ?? 0}
      onZoom={onZoom}
    />
  );
}

function ObjectsBody({ panel }: { readonly panel: ObjectsDefinition }): ReactElement {
  const { t } = useTranslation('infrastructure');
  const { language, context, source } = useDashboardScene();
  const { data, error, refetch } = useQuery({
    queryKey: ['panel-objects', panel, context?.fillings, context?.span],
    queryFn: ({ signal }) => {
      const { fillings } = context!;
      if (source !== undefined) return source.objects(panel.id, signal);
      const levels = filledList(panel.level, fillings);
      const query = {
        kind: filledList(panel.objectKind, fillings),
        cluster: filledList(panel.cluster, fillings),
        namespace: filledList(panel.namespace, fillings),
        node: filledList(panel.node, fillings),
        level: LEVELS.filter((it) => levels.includes(it)),
        ...(panel.labels === '' ? {} : { labels: panel.labels }),
        ...(panel.search === '' ? {} : { search: panel.search }),
        sort: panel.sort,
        order: panel.descending ? ('desc' as const) : ('asc' as const),
        limit: panel.limit,
      };
      return call(routes.listObjects, { query }, signal);
    },
    enabled: context !== undefined,
    placeholderData: keepPreviousData,
    // Each refresh asks for another span: nobody comes back to what was before.
    gcTime: 0,
  });
  if (data === undefined || data.objects.length === 0) {
    return (
      <NothingYet
        panel={panel}
        error={data === undefined ? error : undefined}
        none={t('nothingFits.title')}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <ObjectsPanel
      objects={data.objects}
      total={data.total}
      names={source === undefined ? 'links' : 'texts'}
      title={textIn(panel.title, language)}
      nowMs={context?.span.toMs ?? 0}
    />
  );
}

interface NothingYetProps {
  readonly panel: EventsDefinition | ObjectsDefinition;
  /** Of an answer that is not there: null while it may still come. undefined: it is there, and empty. */
  readonly error: Error | null | undefined;
  readonly none: string;
  readonly onRetry: () => void;
}

/** What stands in the place of a list that has nothing to show. */
function NothingYet({ panel, error, none, onRetry }: NothingYetProps): ReactElement {
  const { language } = useDashboardScene();
  const failureText = useFailureText();
  if (error === undefined)
    return <EmptyState text={panel.noValue === undefined ? none : textIn(panel.noValue, language)} />;
  return error === null ? (
    <LoadingState kind={panel.kind} />
  ) : (
    <FailedState message={failureText(error)} onRetry={onRetry} />
  );
}
