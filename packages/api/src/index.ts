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
export {
  PASSWORD_MAX_LENGTH,
  PASSWORD_MIN_LENGTH,
  ROLES,
  login,
  newPassword,
  session,
  user,
  type Role,
  type Session,
  type User,
} from './session.ts';
export { TOKEN_KINDS, token, tokenKind, type Token, type TokenKind } from './tokens.ts';
export { definition, localizedText, type LocalizedText } from './definition.ts';
export {
  dashboard,
  dashboardSummary,
  dashboardVersion,
  viewSummary,
  type Dashboard,
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
export { partHealth, status, type PartHealth, type Status } from './status.ts';
