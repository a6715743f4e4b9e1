/** What a token may do. */
export const TOKEN_SCOPES = [
  /** Send samples. */
  'metrics:write',
  /** Query with PromQL, as Grafana does. */
  'metrics:read',
  /** Report targets, objects and events, as agents do. */
  'agents:report',
  'dashboards:read',
  'dashboards:write',
  /** Kubernetes objects, containers, events and targets. */
  'objects:read',
] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What a token is for: `agent` and `read` have scopes of their own, those of an `api` token are chosen. */
export const TOKEN_KINDS = ['agent', 'read', 'api'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** The scopes of the kinds that have fixed ones. */
export const SCOPES_OF_KIND = {
  agent: ['metrics:write', 'agents:report'],
  read: ['metrics:read'],
} as const satisfies Partial<Record<TokenKind, readonly TokenScope[]>>;
