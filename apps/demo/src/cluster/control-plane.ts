/** What incidents and objects do to istiod. */
export interface ControlPlane {
  /** Pushes that each proxy has refused so far. */
  rejectedByProxies: number;
  /** Per minute, while an incident lasts. */
  internalErrorsPerMinute: number;
  rejectsPerMinute: number;
  invalidConfigsPerMinute: number;
  pushDelaySeconds: number;
  /** Seconds until the root certificate ends; negative: it has. */
  rootExpiryMs: number;
  signErrorsPerMinute: number;
}

const YEAR_MS = 365 * 86_400_000;

export const healthyControlPlane = (nowMs: number): ControlPlane => ({
  rejectedByProxies: 0,
  internalErrorsPerMinute: 0,
  rejectsPerMinute: 0,
  invalidConfigsPerMinute: 0,
  pushDelaySeconds: 0,
  rootExpiryMs: nowMs + 8 * YEAR_MS,
  signErrorsPerMinute: 0,
});
