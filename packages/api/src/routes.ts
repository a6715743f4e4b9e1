import { endOtherSessions, endSession, listSessions, putAccount, putPassword } from './account.ts';
import { listAudit } from './audit.ts';
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
  putDashboardPlace,
  putFavourite,
  restoreDashboard,
} from './dashboards.ts';
import { listShareEvents, listShareObjects, openShare, queryShare } from './opened-share.ts';
import { createShare, deleteShare, getSharing, listShares, putSharing } from './share-routes.ts';
import { getObject, getRelatedObjects, listEvents, listObjects, summarizeObjects } from './inventory.ts';
import { postAgentEvents, postAgentObjects } from './objects.ts';
import {
  acceptInvitation,
  createInvitation,
  deleteInvitation,
  listInvitations,
  lookAtInvitation,
} from './invitations.ts';
import { deleteMember, listMembers, putMember } from './members.ts';
import { getSignInWays } from './oidc.ts';
import { deleteSession, getSession, getSetup, postSession, postSetup } from './session.ts';
import { getOpenApi, getStatus } from './status.ts';
import { listTargets, postAgentStatus } from './targets.ts';
import { createToken, deleteToken, listTokens, rotateToken } from './tokens.ts';
import { createWorkspace, listWorkspaces, putSessionWorkspace, putWorkspace } from './workspaces.ts';

/** Every route of the own API, by its id. */
export const routes = {
  getSetup,
  postSetup,
  getSession,
  postSession,
  deleteSession,
  getSignInWays,
  putSessionWorkspace,
  listSessions,
  endSession,
  endOtherSessions,
  putPassword,
  putAccount,
  listWorkspaces,
  createWorkspace,
  putWorkspace,
  listMembers,
  putMember,
  deleteMember,
  listInvitations,
  createInvitation,
  deleteInvitation,
  lookAtInvitation,
  acceptInvitation,
  listAudit,
  listTokens,
  createToken,
  rotateToken,
  deleteToken,
  listViews,
  getView,
  listDashboards,
  createDashboard,
  getDashboard,
  putDashboard,
  putDashboardPlace,
  deleteDashboard,
  restoreDashboard,
  cloneDashboard,
  putFavourite,
  deleteFavourite,
  listDashboardHistory,
  getDashboardVersion,
  getSharing,
  putSharing,
  listShares,
  createShare,
  deleteShare,
  openShare,
  queryShare,
  listShareEvents,
  listShareObjects,
  listTargets,
  postAgentStatus,
  postAgentObjects,
  postAgentEvents,
  listObjects,
  summarizeObjects,
  getObject,
  getRelatedObjects,
  listEvents,
  getStatus,
  getOpenApi,
} as const;

export type RouteId = keyof typeof routes;
