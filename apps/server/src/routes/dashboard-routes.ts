import {
  blankDashboard,
  builtInView,
  builtInViews,
  validateDashboard,
  viewSummary,
  type DashboardDefinition,
} from '@binnacle/views';
import type { SessionPrincipal } from '../auth/authenticate.ts';
import { audit } from '../metadata/audit.ts';
import * as dashboards from '../metadata/dashboards.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';
import { Refusal } from './refusal.ts';

type DashboardHandlers = Pick<
  Handlers,
  | 'listViews'
  | 'getView'
  | 'listDashboards'
  | 'createDashboard'
  | 'getDashboard'
  | 'putDashboard'
  | 'putDashboardPlace'
  | 'deleteDashboard'
  | 'restoreDashboard'
  | 'cloneDashboard'
  | 'putFavourite'
  | 'deleteFavourite'
  | 'listDashboardHistory'
  | 'getDashboardVersion'
>;

const notYours = (): Refusal =>
  new Refusal('forbidden', 'this dashboard is changed by whoever made it, and by administrators');
const missing = (): Refusal => new Refusal('not_found', 'there is no such dashboard');

/** Checks what a schema cannot: that names within the definition refer to something. */
function checked(definition: DashboardDefinition, title: string): DashboardDefinition | Refusal {
  // The title that people see in lists and the one in the definition are one and the same.
  const outcome = validateDashboard({ ...definition, title });
  if (outcome.ok) return outcome.definition;
  const issues = outcome.problems.map((it) => ({ path: `body.definition.${it.path}`, message: it.message }));
  return new Refusal('invalid_request', 'the definition is not valid', { issues });
}

export function dashboardRoutes({ db, now, random }: ServerParts): DashboardHandlers {
  const authorOf = ({ user, workspace, role }: SessionPrincipal): dashboards.Author => ({
    userId: user.id,
    login: user.login,
    workspace,
    role,
  });
  const note = (who: dashboards.Author, action: string, object: string, address: string, title = ''): void =>
    audit(db, {
      atMs: now(),
      workspace: who.workspace,
      actor: who.login,
      action: `dashboard.${action}`,
      object,
      address,
      // The id finds it, the title says to people which one it was.
      details: title === '' ? '' : `${title} (${object})`,
    });
  const create = (who: dashboards.Author, it: dashboards.NewDashboard, address: string) => {
    const made = dashboards.createDashboard(db, random, now(), who, it);
    note(who, 'create', made.id, address, made.title);
    return made;
  };

  return {
    listViews: () => ({ views: builtInViews.map((it) => ({ ...viewSummary(it), tags: [...viewSummary(it).tags] })) }),

    getView({ params }) {
      const view = builtInView(params.id);
      if (view === undefined) return new Refusal('not_found', 'there is no such view');
      return { ...viewSummary(view), tags: [...view.definition.tags], definition: view.definition };
    },

    listDashboards: ({ principal }) => ({ dashboards: dashboards.listDashboards(db, authorOf(principal)) }),

    createDashboard({ body, principal, address }) {
      const view = body.fromView === undefined ? undefined : builtInView(body.fromView);
      if (body.fromView !== undefined && view === undefined) return new Refusal('not_found', 'there is no such view');
      const definition = checked(view?.definition ?? body.definition ?? blankDashboard(body.title), body.title);
      if (definition instanceof Refusal) return definition;
      const { title, folder, access } = body;
      return create(authorOf(principal), { title, fromView: view?.id ?? null, definition, folder, access }, address);
    },

    getDashboard: ({ params, principal }) => dashboards.getDashboard(db, authorOf(principal), params.id) ?? missing(),

    putDashboard({ params, body, principal, address }) {
      const who = authorOf(principal);
      const before = dashboards.getDashboard(db, who, params.id);
      if (before === undefined) return missing();
      const title = body.title ?? before.title;
      const definition = checked(body.definition ?? before.definition, title);
      if (definition instanceof Refusal) return definition;
      const outcome = dashboards.updateDashboard(db, now(), who, params.id, body.version, { title, definition });
      if (outcome === 'missing') return missing();
      if (outcome === 'forbidden') return notYours();
      if (outcome === 'conflict') {
        return new Refusal(
          'version_conflict',
          `${before.updatedBy ?? 'somebody'} saved version ${before.version} in the meantime`,
        );
      }
      note(who, 'save', params.id, address, outcome.title);
      return outcome;
    },

    putDashboardPlace({ params, body, principal, address }) {
      const who = authorOf(principal);
      const outcome = dashboards.placeDashboard(db, who, params.id, body);
      if (outcome === 'missing') return missing();
      if (outcome === 'forbidden') return notYours();
      note(who, 'place', params.id, address, outcome.title);
      return outcome;
    },

    deleteDashboard({ params, principal, address }) {
      const who = authorOf(principal);
      const before = dashboards.getDashboard(db, who, params.id);
      const outcome = dashboards.deleteDashboard(db, now(), who, params.id);
      if (outcome === 'missing') return missing();
      if (outcome === 'forbidden') return notYours();
      note(who, 'delete', params.id, address, before?.title);
      return undefined;
    },

    restoreDashboard({ params, principal, address }) {
      const restored = dashboards.restoreDashboard(db, authorOf(principal), params.id);
      if (restored === 'missing') return missing();
      if (restored === 'forbidden') return notYours();
      note(authorOf(principal), 'restore', params.id, address, restored.title);
      return restored;
    },

    cloneDashboard({ params, body, principal, address }) {
      const source = dashboards.getDashboard(db, authorOf(principal), params.id);
      if (source === undefined) return missing();
      const definition = checked(source.definition, body.title);
      if (definition instanceof Refusal) return definition;
      const { fromView, folder } = source;
      const copy = { title: body.title, fromView, definition, folder, access: 'workspace' as const };
      return create(authorOf(principal), copy, address);
    },

    putFavourite: ({ params, principal }) =>
      dashboards.setFavourite(db, authorOf(principal), params.id, true) ? undefined : missing(),
    deleteFavourite: ({ params, principal }) =>
      dashboards.setFavourite(db, authorOf(principal), params.id, false) ? undefined : missing(),

    listDashboardHistory: ({ params, principal }) =>
      dashboards.getDashboard(db, authorOf(principal), params.id) === undefined
        ? missing()
        : { versions: dashboards.listHistory(db, params.id) },

    getDashboardVersion({ params, principal }) {
      if (dashboards.getDashboard(db, authorOf(principal), params.id) === undefined) return missing();
      return dashboards.getVersion(db, params.id, params.version) ?? missing();
    },
  };
}
