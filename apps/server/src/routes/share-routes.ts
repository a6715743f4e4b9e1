import { hasRole, type Share } from '@binnacle/api';
import { repeated, textIn, type DashboardDefinition } from '@binnacle/views';
import type { SessionPrincipal } from '../auth/authenticate.ts';
import { audit } from '../metadata/audit.ts';
import { getDashboard, listDashboards, type Author } from '../metadata/dashboards.ts';
import {
  embedOrigins,
  insertShare,
  revokeShare,
  setEmbedOrigins,
  shareOfId,
  sharesOf,
  type StoredShare,
} from '../metadata/shares.ts';
import type { ServerParts } from '../parts.ts';
import { panelOf } from '../shares/open-share.ts';
import { fixedValues, variablesProblem } from '../shares/share-variables.ts';
import type { Handlers } from './call.ts';
import { Refusal } from './refusal.ts';

type ShareHandlers = Pick<Handlers, 'getSharing' | 'putSharing' | 'listShares' | 'createShare' | 'deleteShare'>;

const DAY_MS = 86_400_000;

/** Makes, lists and revokes links that people without an account may open. */
export function shareRoutes({ db, now, random, config }: ServerParts): ShareHandlers {
  const authorOf = ({ user, workspace, role }: SessionPrincipal): Author => ({
    userId: user.id,
    login: user.login,
    workspace,
    role,
  });
  const note = (who: SessionPrincipal, action: string, object: string, address: string, details = ''): void =>
    audit(db, { atMs: now(), workspace: who.workspace, actor: who.user.login, action, object, address, details });

  const listed = (it: StoredShare, title: string, panel: string, mayRevoke: boolean, isGone = false): Share => ({
    id: it.id,
    use: it.use,
    dashboard: { id: it.dashboard, title },
    panel: it.panel === null ? null : { id: it.panel, title: panel },
    note: it.note,
    createdAtMs: it.createdAtMs,
    createdBy: it.createdBy,
    expiresAtMs: it.expiresAtMs,
    state: stateOf(it, now(), isGone),
    opened: it.opened,
    openedAtMs: it.openedAtMs,
    mayRevoke,
  });

  return {
    getSharing: ({ principal }) => ({
      publicLinks: config.share.publicLinks,
      embedOrigins: [...embedOrigins(db, principal.workspace)],
    }),

    putSharing({ body, principal, address }) {
      const origins = [...new Set(body.embedOrigins)].sort();
      db.transaction(() => {
        setEmbedOrigins(db, principal.workspace, origins);
        note(principal, 'share.origins', principal.workspace, address, origins.join(' '));
      });
      return undefined;
    },

    listShares({ principal }) {
      const who = authorOf(principal);
      const seen = new Map(listDashboards(db, who).map((it) => [it.id, it]));
      const seesAll = hasRole(who.role, 'administrator');
      const shares = sharesOf(db, who.workspace).flatMap((it) => {
        const dashboard = seen.get(it.dashboard);
        const isOwn = it.createdBy === who.login;
        if (dashboard === undefined && !isOwn && !seesAll) return [];
        const panel =
          dashboard === undefined ? '' : titleOfPanel(getDashboard(db, who, it.dashboard)?.definition, it.panel);
        const mayRevoke = isOwn || seesAll || dashboard?.mayEdit === true;
        return [listed(it, dashboard?.title ?? '', panel, mayRevoke, dashboard === undefined)];
      });
      return { shares };
    },

    createShare({ body, principal, address }) {
      if (!config.share.publicLinks)
        return new Refusal('forbidden', 'links for people without an account are switched off: --share.public-links');
      if (config.auth === 'off')
        return new Refusal('forbidden', 'the server runs with --auth off: whoever reaches it sees everything already');
      const dashboard = getDashboard(db, authorOf(principal), body.dashboard);
      if (dashboard === undefined) return new Refusal('not_found', 'there is no such dashboard');
      if (!dashboard.mayEdit) return new Refusal('forbidden', 'only who may change a dashboard may share it');
      const panel =
        body.panel === undefined
          ? undefined
          : panelOf(repeated(dashboard.definition, fixedValues(body.variables)), body.panel);
      if (body.panel !== undefined && panel === undefined)
        return new Refusal('not_found', 'the dashboard has no such panel');
      if (panel?.kind === 'health')
        return new Refusal('invalid_request', 'this panel sums others up: share the dashboard instead');
      const problem = variablesProblem(dashboard.definition, body.variables);
      if (problem !== undefined) return new Refusal('invalid_request', problem);
      const expiresAtMs = now() + body.expiresInDays * DAY_MS;
      const { range, mayChangeRange, scrapeMs, variables, use } = body;
      return db.transaction(() => {
        const { id, secret } = insertShare(db, random, now(), {
          workspace: principal.workspace,
          dashboard: dashboard.id,
          panel: panel?.id ?? null,
          use,
          note: body.note,
          settings: { range, mayChangeRange, scrapeMs, variables },
          createdBy: principal.user.login,
          expiresAtMs,
        });
        const what = panel === undefined ? dashboard.title : `${dashboard.title} / ${textIn(panel.title, 'en')}`;
        const until = new Date(expiresAtMs).toISOString();
        note(principal, 'share.create', id, address, `${use} ${dashboard.id} ${JSON.stringify(what)} until ${until}`);
        const made = listed(
          shareOfId(db, id)!,
          dashboard.title,
          panel === undefined ? '' : textIn(panel.title, 'en'),
          true,
        );
        return { share: made, secret, path: `/${use === 'embed' ? 'embed' : 'share'}/${id}#${secret}` };
      });
    },

    deleteShare({ params, principal, address }) {
      const who = authorOf(principal);
      const found = shareOfId(db, params.id);
      if (found === undefined || found.workspace !== who.workspace)
        return new Refusal('not_found', 'there is no such link');
      const dashboard = getDashboard(db, who, found.dashboard);
      const isOwn = found.createdBy === who.login;
      if (!isOwn && !hasRole(who.role, 'administrator') && dashboard?.mayEdit !== true)
        return dashboard === undefined
          ? new Refusal('not_found', 'there is no such link')
          : new Refusal('forbidden', 'this link is revoked by whoever made it, and by administrators');
      if (found.revokedAtMs !== null) return undefined;
      db.transaction(() => {
        revokeShare(db, now(), found.id);
        note(principal, 'share.revoke', found.id, address, `${found.use} ${found.dashboard}`);
      });
      return undefined;
    },
  };
}

function stateOf(it: StoredShare, nowMs: number, isGone: boolean): Share['state'] {
  if (it.revokedAtMs !== null) return 'revoked';
  if (it.expiresAtMs <= nowMs) return 'expired';
  return isGone ? 'dashboard_gone' : 'active';
}

function titleOfPanel(definition: DashboardDefinition | undefined, id: string | null | undefined): string {
  if (definition === undefined || id === null || id === undefined) return '';
  // A copy of a repeated panel has its number behind the id.
  const panel = panelOf(definition, id) ?? panelOf(definition, id.replace(/-r\d+$/, ''));
  return panel === undefined ? '' : textIn(panel.title, 'en');
}
