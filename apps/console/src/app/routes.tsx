import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
  stripSearchParams,
} from '@tanstack/react-router';
import { auditSearch, auditSearchDefaults } from '../pages/audit/search.ts';
import { dashboardSearch, dashboardSearchDefaults } from '../pages/dashboard/search.ts';
import { eventsSearch, eventsSearchDefaults } from '../pages/events/search.ts';
import { exploreSearch, exploreSearchDefaults } from '../pages/explore/search.ts';
import { infrastructureSearch, infrastructureSearchDefaults } from '../pages/infrastructure/search.ts';
import { FIRST_TAB } from '../pages/infrastructure/tabs.ts';
import { MissingPage } from '../pages/missing/MissingPage.tsx';
import { objectSearch, objectSearchDefaults } from '../pages/object/search.ts';
import { scenesSearch, scenesSearchDefaults } from '../pages/scenes/search.ts';
import { targetsSearch, targetsSearchDefaults } from '../pages/targets/search.ts';
import { withCatalogues } from '../i18n/with-catalogues.ts';
import { dashboardQuery, sessionQuery, setupQuery } from '../request/queries.ts';
import { Shell } from '../shell/Shell.tsx';
import { safeNext, signInSearch } from './sign-in-search.ts';

/*
 * Every address of the console. Pages are chunks of their own; their search parameters have schemas, and defaults are
 * left out of the address so that links stay short.
 */

const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({ component: Outlet });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async ({ context: { queryClient } }) => {
    const { needed } = await queryClient.fetchQuery(setupQuery);
    if (!needed) throw redirect({ to: '/login', search: {} });
  },
  component: lazyRouteComponent(() => import('../pages/sign-in/SetupPage.tsx'), 'SetupPage'),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: signInSearch,
  beforeLoad: async ({ context: { queryClient }, search }) => {
    const session = await queryClient.fetchQuery(sessionQuery);
    if (session !== null) throw redirect({ href: safeNext(search.next) });
    const { needed } = await queryClient.fetchQuery(setupQuery);
    if (needed) throw redirect({ to: '/setup' });
  },
  component: lazyRouteComponent(() => import('../pages/sign-in/LoginPage.tsx'), 'LoginPage'),
});

/** Where an invitation leads: with a session or without one. */
const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  beforeLoad: async ({ context: { queryClient } }) => {
    await queryClient.ensureQueryData(sessionQuery);
  },
  component: lazyRouteComponent(
    withCatalogues(['people'], () => import('../pages/invite/InvitePage.tsx')),
    'InvitePage',
  ),
});

/** Where a public link leads, and what another site embeds: whoever has the link needs no session. */
const loadShared = withCatalogues(['sharing'], () => import('../pages/shared/SharedPage.tsx'));
const share = createRoute({
  getParentRoute: () => root,
  path: '/share/$shareId',
  component: lazyRouteComponent(loadShared, 'SharedLink'),
});
const embed = createRoute({
  getParentRoute: () => root,
  path: '/embed/$shareId',
  component: lazyRouteComponent(loadShared, 'SharedEmbed'),
});

/** Everything that needs a session. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context: { queryClient }, location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/login', search: { next: location.href } });
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/scenes', search: {} });
  },
});

const scenes = createRoute({
  getParentRoute: () => shell,
  path: '/scenes',
  validateSearch: scenesSearch,
  search: { middlewares: [stripSearchParams(scenesSearchDefaults)] },
  component: lazyRouteComponent(() => import('../pages/scenes/ScenesPage.tsx'), 'ScenesPage'),
});

const dashboard = createRoute({
  getParentRoute: () => shell,
  path: '/dashboards/$dashboardId',
  validateSearch: dashboardSearch,
  search: { middlewares: [stripSearchParams(dashboardSearchDefaults)] },
  // Asked for while the page's own chunk is on its way, or when the pointer comes near a link. A failure is the page's to show.
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(dashboardQuery(params.dashboardId)),
  component: lazyRouteComponent(() => import('../pages/dashboard/DashboardPage.tsx'), 'DashboardPage'),
});

const explore = createRoute({
  getParentRoute: () => shell,
  path: '/explore',
  validateSearch: exploreSearch,
  search: { middlewares: [stripSearchParams(exploreSearchDefaults)] },
  component: lazyRouteComponent(
    withCatalogues(['explore'], () => import('../pages/explore/ExplorePage.tsx')),
    'ExplorePage',
  ),
});

const infrastructureHome = createRoute({
  getParentRoute: () => shell,
  path: '/infrastructure',
  beforeLoad: () => {
    throw redirect({ to: '/infrastructure/$tab', params: { tab: FIRST_TAB }, search: {} });
  },
});

const infrastructure = createRoute({
  getParentRoute: () => shell,
  path: '/infrastructure/$tab',
  validateSearch: infrastructureSearch,
  search: { middlewares: [stripSearchParams(infrastructureSearchDefaults)] },
  component: lazyRouteComponent(
    withCatalogues(['infrastructure'], () => import('../pages/infrastructure/InfrastructurePage.tsx')),
    'InfrastructurePage',
  ),
});

const object = createRoute({
  getParentRoute: () => shell,
  path: '/objects/$uid',
  validateSearch: objectSearch,
  search: { middlewares: [stripSearchParams(objectSearchDefaults)] },
  component: lazyRouteComponent(
    withCatalogues(['infrastructure', 'objects', 'events'], () => import('../pages/object/ObjectPage.tsx')),
    'ObjectPage',
  ),
});

const events = createRoute({
  getParentRoute: () => shell,
  path: '/events',
  validateSearch: eventsSearch,
  search: { middlewares: [stripSearchParams(eventsSearchDefaults)] },
  component: lazyRouteComponent(
    withCatalogues(['events'], () => import('../pages/events/EventsPage.tsx')),
    'EventsPage',
  ),
});

const targets = createRoute({
  getParentRoute: () => shell,
  path: '/targets',
  validateSearch: targetsSearch,
  search: { middlewares: [stripSearchParams(targetsSearchDefaults)] },
  component: lazyRouteComponent(
    withCatalogues(['targets'], () => import('../pages/targets/TargetsPage.tsx')),
    'TargetsPage',
  ),
});

const tokens = createRoute({
  getParentRoute: () => shell,
  path: '/tokens',
  component: lazyRouteComponent(
    withCatalogues(['tokens'], () => import('../pages/tokens/TokensPage.tsx')),
    'TokensPage',
  ),
});

const members = createRoute({
  getParentRoute: () => shell,
  path: '/members',
  component: lazyRouteComponent(
    withCatalogues(['people'], () => import('../pages/members/MembersPage.tsx')),
    'MembersPage',
  ),
});

const sharing = createRoute({
  getParentRoute: () => shell,
  path: '/sharing',
  component: lazyRouteComponent(
    withCatalogues(['sharing'], () => import('../pages/sharing/SharingPage.tsx')),
    'SharingPage',
  ),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: auditSearch,
  search: { middlewares: [stripSearchParams(auditSearchDefaults)] },
  component: lazyRouteComponent(
    withCatalogues(['people'], () => import('../pages/audit/AuditPage.tsx')),
    'AuditPage',
  ),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(
    withCatalogues(['people'], () => import('../pages/account/AccountPage.tsx')),
    'AccountPage',
  ),
});

const status = createRoute({
  getParentRoute: () => shell,
  path: '/status',
  component: lazyRouteComponent(
    withCatalogues(['status'], () => import('../pages/status/StatusPage.tsx')),
    'StatusPage',
  ),
});

/** Any other address: said inside the shell, so that the reader has the navigation at hand. */
const missing = createRoute({ getParentRoute: () => shell, path: '$', component: MissingPage });

export const routeTree = root.addChildren([
  setup,
  login,
  invite,
  share,
  embed,
  home,
  shell.addChildren([
    scenes,
    dashboard,
    explore,
    infrastructureHome,
    infrastructure,
    object,
    events,
    targets,
    tokens,
    members,
    sharing,
    audit,
    account,
    status,
    missing,
  ]),
]);
