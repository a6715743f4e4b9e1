import {
  cloneDashboard,
  createDashboard,
  deleteDashboard,
  deleteFavourite,
  getDashboard,
  getDashboardVersion,
  getView,
  listDashboardHistory,
  listDashboards,
  listViews,
  putDashboard,
  putFavourite,
  restoreDashboard,
} from './dashboards.ts';
import { postAgentEvents, postAgentObjects } from './objects.ts';
import { deleteSession, getSession, getSetup, postSession, postSetup } from './session.ts';
import { getOpenApi, getStatus } from './status.ts';
import { listTargets, postAgentStatus } from './targets.ts';
import { createToken, deleteToken, listTokens } from './tokens.ts';

/** Every route of the own API, by its id. */
export const routes = {
  getSetup,
  postSetup,
  getSession,
  postSession,
  deleteSession,
  listTokens,
  createToken,
  deleteToken,
  listViews,
  getView,
  listDashboards,
  createDashboard,
  getDashboard,
  putDashboard,
  deleteDashboard,
  restoreDashboard,
  cloneDashboard,
  putFavourite,
  deleteFavourite,
  listDashboardHistory,
  getDashboardVersion,
  listTargets,
  postAgentStatus,
  postAgentObjects,
  postAgentEvents,
  getStatus,
  getOpenApi,
} as const;

export type RouteId = keyof typeof routes;
