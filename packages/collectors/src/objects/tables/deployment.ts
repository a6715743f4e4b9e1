import type { KubeObject } from '@binnacle/kube';
import {
  created,
  emitCondition,
  gauge,
  generation,
  namespaced,
  number,
  table,
  type Condition,
} from '../metric-table.ts';

interface Deployment extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly strategy?: {
      readonly rollingUpdate?: { readonly maxUnavailable?: number | string; readonly maxSurge?: number | string };
    };
  };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly unavailableReplicas?: number;
    readonly updatedReplicas?: number;
    readonly terminatingReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
  };
}

/** A number of replicas, or a share of all of them such as `25%`. */
function scaled(
  value: number | string | undefined,
  replicas: number,
  round: (x: number) => number,
): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d{1,6})%$/.exec(value ?? '')?.[1];
  return percent === undefined ? undefined : round((Number(percent) * replicas) / 100);
}

export const deploymentTable = table<Deployment>({
  kind: 'Deployment',
  prefix: 'kube_deployment',
  promoted: 'both',
  identity: namespaced('deployment'),
  rows: [
    created('kube_deployment'),
    generation('kube_deployment'),
    number('kube_deployment_spec_replicas', 'Replicas asked for.', ({ spec }) => spec?.replicas ?? 1),
    number('kube_deployment_spec_paused', 'Whether the rollout is paused.', ({ spec }) =>
      spec?.paused === true ? 1 : 0,
    ),
    number(
      'kube_deployment_spec_strategy_rollingupdate_max_unavailable',
      'Replicas that may be missing during a rollout.',
      ({ spec }) => scaled(spec?.strategy?.rollingUpdate?.maxUnavailable, spec?.replicas ?? 1, Math.floor),
    ),
    number(
      'kube_deployment_spec_strategy_rollingupdate_max_surge',
      'Replicas that may be there beyond those asked for during a rollout.',
      ({ spec }) => scaled(spec?.strategy?.rollingUpdate?.maxSurge, spec?.replicas ?? 1, Math.ceil),
    ),
    number('kube_deployment_status_replicas', 'Replicas that exist.', ({ status }) => status?.replicas ?? 0),
    number(
      'kube_deployment_status_replicas_ready',
      'Replicas that are ready.',
      ({ status }) => status?.readyReplicas ?? 0,
    ),
    number(
      'kube_deployment_status_replicas_available',
      'Replicas that have been ready for long enough.',
      ({ status }) => status?.availableReplicas ?? 0,
    ),
    number(
      'kube_deployment_status_replicas_unavailable',
      'Replicas that are missing.',
      ({ status }) => status?.unavailableReplicas ?? 0,
    ),
    number(
      'kube_deployment_status_replicas_updated',
      'Replicas of the newest template.',
      ({ status }) => status?.updatedReplicas ?? 0,
    ),
    number(
      'kube_deployment_status_terminating_replicas',
      'Replicas that are going.',
      ({ status }) => status?.terminatingReplicas,
    ),
    number(
      'kube_deployment_status_observed_generation',
      'Generation that the controller has seen.',
      ({ status }) => status?.observedGeneration ?? 0,
    ),
    gauge('kube_deployment_status_condition', 'Conditions of a deployment.', ({ status }, emit) => {
      for (const one of status?.conditions ?? [])
        emitCondition(emit, one.status, 'status', { condition: one.type, reason: one.reason ?? '' });
    }),
  ],
});
