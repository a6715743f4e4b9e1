export { ERROR_CODES, errorBody, errorTable, type ErrorBody, type ErrorCode } from './errors.ts';
export {
  pathOf,
  route,
  type Access,
  type BodyInputOf,
  type BodyOf,
  type HttpMethod,
  type InputOf,
  type ParamsOf,
  type QueryInputOf,
  type QueryOf,
  type ResponseOf,
  type Route,
} from './route.ts';
export { routes, type RouteId } from './routes.ts';
export { openApiDocument } from './openapi.ts';
export { ROLES, hasRole, type Role } from './roles.ts';
export {
  PASSWORD_MAX_LENGTH,
  PASSWORD_MIN_LENGTH,
  login,
  newPassword,
  session,
  user,
  type Session,
  type User,
} from './session.ts';
export { SCOPES_OF_KIND, TOKEN_KINDS, TOKEN_SCOPES, type TokenKind, type TokenScope } from './token-kinds.ts';
export { TOKEN_MAX_GRACE_HOURS, TOKEN_MAX_LIFE_DAYS, token, tokenKind, tokenScope, type Token } from './tokens.ts';
export { workspace, type Workspace } from './workspaces.ts';
export { member, type Member } from './members.ts';
export { INVITATION_MAX_HOURS, invitation, type Invitation } from './invitations.ts';
export { sessionSummary, type SessionSummary } from './account.ts';
export { AUDIT_PAGE, auditEntry, type AuditEntry } from './audit.ts';
export { OIDC_CALLBACK_PATH, OIDC_PROBLEMS, OIDC_START_PATH, oidcProblem, type OidcProblem } from './oidc.ts';
export { definition, localizedText, type LocalizedText } from './definition.ts';
export {
  DASHBOARD_ACCESS,
  dashboard,
  dashboardAccess,
  dashboardSummary,
  dashboardVersion,
  viewSummary,
  type Dashboard,
  type DashboardAccess,
  type DashboardSummary,
  type ViewSummary,
} from './dashboards.ts';
export {
  agentInput,
  agentStatus,
  problem,
  reportingAgent,
  target,
  targetReport,
  type AgentInput,
  type AgentStatus,
  type AgentStatusInput,
  type Problem,
  type ReportingAgent,
  type Target,
  type TargetReport,
} from './targets.ts';
export {
  eventReport,
  objectReport,
  reportedEvent,
  reportedObject,
  type EventReport,
  type EventReportInput,
  type ObjectReport,
  type ObjectReportInput,
  type ReportedEvent,
  type ReportedObject,
} from './objects.ts';
export { containerObject, hostObject, type ContainerObject, type HostObject } from './host-objects.ts';
export {
  clusterEvent,
  EVENT_FACETS,
  eventsQuery,
  level,
  OBJECT_FACETS,
  OBJECT_SORTS,
  objectsQuery,
  objectSummary,
  RELATIONS,
  type ClusterEvent,
  type ObjectSummary,
} from './inventory.ts';
export { partHealth, status, type PartHealth, type Status } from './status.ts';
export {
  EMBED_MAX_ORIGINS,
  embedOrigin,
  SHARE_MAX_DAYS,
  SHARE_MAX_VALUES,
  SHARE_USES,
  share,
  shareRange,
  shareSelection,
  shareUse,
  shareVariable,
  type Share,
  type ShareRange,
  type ShareSelection,
  type ShareUse,
  type ShareVariable,
} from './shares.ts';
