import { objectsQuery, type ClusterEvent, type ObjectSummary, type ShareSelection } from '@binnacle/api';
import { LEVELS } from '@binnacle/objects';
import { builtInFillings, filledList, interpolate, type Fillings, type Panel } from '@binnacle/views';
import { noteOpening } from '../metadata/shares.ts';
import type { ServerParts } from '../parts.ts';
import { PATIENT } from '../query/caller.ts';
import type { Job } from '../query/job.ts';
import { readerSource } from '../query/reader-source.ts';
import { textOf } from '../query/replies.ts';
import { Gate } from '../shares/gate.ts';
import { panelOf, ShareDoor, type OpenedShare } from '../shares/open-share.ts';
import { gridProblem, rangeProblem } from '../shares/share-range.ts';
import { shareFillings } from '../shares/share-variables.ts';
import { sharedDefinition } from '../shares/shared-definition.ts';
import type { Handlers } from './call.ts';
import { JsonText } from './json-text.ts';
import { Refusal } from './refusal.ts';

type OpenedHandlers = Pick<Handlers, 'openShare' | 'queryShare' | 'listShareEvents' | 'listShareObjects'>;

/** What runs at a time for all links together; members' queries have the rest of the threads. */
const RUNNING = 2;
const WAITING = 200;
const TIMEOUT_MS = 30_000;
const BUCKETS = 40;
/** Of an instant query: the page that asks may be this far behind or ahead. */
const MINUTE_MS = 60_000;

const tooMany = (): Refusal =>
  new Refusal('unavailable', 'too many people look at shared links now', { retryAfterSeconds: 5 });

/**
 * What whoever has a link may ask for. The caller's session or token does not count: the link says whose data it is, which
 * dashboard, and which values its variables may have. Queries are the dashboard's own, filled in here.
 */
export function openedShareRoutes(parts: ServerParts): OpenedHandlers {
  const { db, now, config, pool, engine, inventory } = parts;
  const door = new ShareDoor(parts);
  const gate = new Gate({ running: RUNNING, waiting: WAITING });

  type Asked = { readonly panel: string; readonly variables: Readonly<Record<string, ShareSelection>> };
  const panelAsked = ({ share, definition }: OpenedShare, { panel: id, variables }: Asked) => {
    const panel = share.panel === null || share.panel === id ? panelOf(definition, id) : undefined;
    if (panel === undefined) return new Refusal('not_found', 'this link shows no such panel');
    const fillings = shareFillings(definition, share.settings.variables, variables);
    if ('problem' in fillings) return new Refusal('invalid_request', fillings.problem);
    return { panel, fillings };
  };

  const list = async <Kind extends 'events' | 'objects'>(
    body: Asked & { readonly secret: string },
    address: string,
    kind: Kind,
    job: (panel: Extract<Panel, { kind: Kind }>, fillings: Fillings) => Parameters<typeof inventory.run>[1],
    within?: { readonly fromMs: number; readonly toMs: number },
  ): Promise<string | Refusal> => {
    const opened = door.open(body.secret, address);
    if (opened instanceof Refusal) return opened;
    const asked = panelAsked(opened, body);
    if (asked instanceof Refusal) return asked;
    if (asked.panel.kind !== kind) return new Refusal('not_found', `this link shows no such panel of ${kind}`);
    const { workspace, settings } = opened.share;
    const problem = within === undefined ? undefined : rangeProblem(settings, now(), within, MINUTE_MS);
    if (problem !== undefined) return new Refusal('invalid_request', problem);
    const made = job(asked.panel as Extract<Panel, { kind: Kind }>, asked.fillings);
    const answer = await gate.run(() => inventory.run(workspace, made));
    return answer === undefined ? tooMany() : answer instanceof Refusal ? answer : answer.text;
  };

  return {
    openShare({ body, address }) {
      const opened = door.open(body.secret, address);
      if (opened instanceof Refusal) return opened;
      const { share, title, definition } = opened;
      noteOpening(db, now(), share.id);
      const { range, mayChangeRange, variables } = share.settings;
      return {
        use: share.use,
        title,
        panel: share.panel,
        expiresAtMs: share.expiresAtMs,
        range,
        mayChangeRange,
        variables: variables.filter((it) => it.mode === 'free'),
        definition: sharedDefinition(definition, share.panel, share.settings),
      };
    },

    async queryShare({ body, address }) {
      const opened = door.open(body.secret, address);
      if (opened instanceof Refusal) return opened;
      const asked = panelAsked(opened, body);
      if (asked instanceof Refusal) return asked;
      const query = 'queries' in asked.panel ? asked.panel.queries.find((it) => it.ref === body.ref) : undefined;
      if (query === undefined) return new Refusal('not_found', 'this panel has no such query');
      const { settings, workspace } = opened.share;
      const { at } = body;
      const within =
        at.kind === 'range'
          ? { fromMs: at.startMs, toMs: at.endMs, stepMs: at.stepMs }
          : { fromMs: at.timeMs - at.spanMs, toMs: at.timeMs, stepMs: MINUTE_MS };
      const problem =
        rangeProblem(settings, now(), within, within.stepMs) ??
        (at.kind === 'range' ? gridProblem(at.startMs, at.endMs, at.stepMs) : undefined);
      if (problem !== undefined) return new Refusal('invalid_request', problem);
      const builtIn = builtInFillings(within.toMs - within.fromMs, within.stepMs, settings.scrapeMs);
      const common = {
        query: interpolate(query.expr, new Map([...asked.fillings, ...builtIn])),
        lookbackMs: config.query.lookbackMs,
        limit: 0,
        stats: '',
      };
      const job: Job =
        at.kind === 'range'
          ? { kind: 'range', startMs: at.startMs, endMs: at.endMs, stepMs: at.stepMs, largest: at.largest, ...common }
          : { kind: 'instant', timeMs: at.timeMs, ...common };
      const reply = await gate.run(() =>
        pool.run({
          job,
          timeoutMs: Math.min(TIMEOUT_MS, config.query.timeoutMs),
          caller: PATIENT,
          encoding: 'identity',
          reader: readerSource(engine, workspace),
        }),
      );
      if (reply === undefined || reply.status === 503) return tooMany();
      // What the engine says of a query shows the query, which is not for those who have a link.
      if (reply.status !== 200) return new Refusal('query_failed', 'this query cannot be answered');
      return new JsonText(textOf(reply));
    },

    async listShareEvents({ body, address }) {
      const { fromMs: from, toMs: to } = body;
      const answer = await list(
        body,
        address,
        'events',
        (panel, fillings) => ({
          kind: 'list-events',
          query: {
            cluster: filledList(panel.cluster, fillings),
            namespace: filledList(panel.namespace, fillings),
            kind: filledList(panel.objectKind, fillings),
            type: filledList(panel.type, fillings),
            reason: filledList(panel.reason, fillings),
            ...(panel.search === '' ? {} : { search: panel.search }),
            name: [],
            uid: [],
            from,
            to,
            order: 'desc',
            limit: panel.limit,
            facets: [],
            buckets: panel.histogram ? BUCKETS : 0,
          },
        }),
        { fromMs: from, toMs: to },
      );
      if (answer instanceof Refusal) return answer;
      const { events, ...rest } = JSON.parse(answer) as { events: ClusterEvent[] };
      return new JsonText(JSON.stringify({ ...rest, next: null, facets: {}, events: events.map(bareEvent) }));
    },

    async listShareObjects({ body, address }) {
      const answer = await list(body, address, 'objects', (panel, fillings) => {
        const levels = filledList(panel.level, fillings);
        return {
          kind: 'list-objects',
          query: objectsQuery.parse({
            kind: filledList(panel.objectKind, fillings),
            cluster: filledList(panel.cluster, fillings),
            namespace: filledList(panel.namespace, fillings),
            node: filledList(panel.node, fillings),
            level: LEVELS.filter((it) => levels.includes(it)),
            ...(panel.labels === '' ? {} : { labels: panel.labels }),
            ...(panel.search === '' ? {} : { search: panel.search }),
            sort: panel.sort,
            order: panel.descending ? 'desc' : 'asc',
            limit: panel.limit,
          }),
        };
      });
      if (answer instanceof Refusal) return answer;
      const { objects, total } = JSON.parse(answer) as { objects: ObjectSummary[]; total: number };
      return new JsonText(JSON.stringify({ objects: objects.map(bareObject), total, next: null, facets: {} }));
    },
  };
}

/** An event as the panel shows it: no way to the object, nor where it runs. */
const bareEvent = (it: ClusterEvent): ClusterEvent => ({
  ...it,
  involved: { ...it.involved, uid: '' },
  component: '',
  host: '',
});

/** An object as the panel shows it; labels, images, addresses and owners stay inside. */
const bareObject = (it: ObjectSummary): ObjectSummary => ({
  ...it,
  ip: '',
  owner: null,
  workload: null,
  selector: '',
  labels: {},
  images: [],
  facts: {},
});
