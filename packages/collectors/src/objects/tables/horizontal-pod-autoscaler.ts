import type { KubeObject } from '@binnacle/kube';
import { quantityThousandths } from '../values/quantity.ts';
import {
  conditions,
  gauge,
  generation,
  info,
  namespaced,
  number,
  table,
  type Condition,
  type Emit,
} from '../metric-table.ts';

interface Target {
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}
interface Source {
  readonly name?: string;
  readonly container?: string;
  readonly metric?: { readonly name?: string };
  readonly target?: Target;
  readonly current?: Target;
}
interface Metric {
  readonly type?: string;
  readonly object?: Source;
  readonly pods?: Source;
  readonly resource?: Source;
  readonly containerResource?: Source;
  readonly external?: Source;
}
interface Autoscaler extends KubeObject {
  readonly spec?: {
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
    readonly metrics?: readonly Metric[];
    /** In autoscaling/v1. */
    readonly targetCPUUtilizationPercentage?: number;
  };
  readonly status?: {
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly currentMetrics?: readonly Metric[] | null;
    readonly conditions?: readonly Condition[];
    readonly currentCPUUtilizationPercentage?: number;
  };
}

function emitMetric(metric: Metric, side: 'target' | 'current', emit: Emit): void {
  const source = metric.object ?? metric.pods ?? metric.resource ?? metric.containerResource ?? metric.external;
  const target = source?.[side];
  if (source === undefined || target === undefined) return;
  const labels = { metric_name: source.metric?.name ?? source.name ?? '', container: source.container ?? '' };
  const say = (kind: string, value: number | undefined): void => {
    if (value !== undefined) emit(value, { ...labels, metric_target_type: kind });
  };
  say('value', quantityThousandths(target.value));
  say('utilization', target.averageUtilization);
  say('average', quantityThousandths(target.averageValue));
}

const CPU = { metric_name: 'cpu', metric_target_type: 'utilization' };

export const horizontalPodAutoscalerTable = table<Autoscaler>({
  kind: 'HorizontalPodAutoscaler',
  prefix: 'kube_horizontalpodautoscaler',
  promoted: 'both',
  identity: namespaced('horizontalpodautoscaler'),
  rows: [
    info('kube_horizontalpodautoscaler_info', 'What an autoscaler scales.', ({ spec }) => ({
      scaletargetref_api_version: spec?.scaleTargetRef?.apiVersion ?? '',
      scaletargetref_kind: spec?.scaleTargetRef?.kind ?? '',
      scaletargetref_name: spec?.scaleTargetRef?.name ?? '',
    })),
    generation('kube_horizontalpodautoscaler'),
    number(
      'kube_horizontalpodautoscaler_spec_max_replicas',
      'Upper bound of replicas.',
      ({ spec }) => spec?.maxReplicas ?? 0,
    ),
    number(
      'kube_horizontalpodautoscaler_spec_min_replicas',
      'Lower bound of replicas.',
      ({ spec }) => spec?.minReplicas ?? 1,
    ),
    gauge('kube_horizontalpodautoscaler_spec_target_metric', 'What an autoscaler aims at.', ({ spec }, emit) => {
      for (const metric of spec?.metrics ?? []) emitMetric(metric, 'target', emit);
      if (spec?.targetCPUUtilizationPercentage !== undefined) emit(spec.targetCPUUtilizationPercentage, CPU);
    }),
    gauge('kube_horizontalpodautoscaler_status_target_metric', 'What an autoscaler measures.', ({ status }, emit) => {
      for (const metric of status?.currentMetrics ?? []) emitMetric(metric, 'current', emit);
      if (status?.currentCPUUtilizationPercentage !== undefined) emit(status.currentCPUUtilizationPercentage, CPU);
    }),
    number(
      'kube_horizontalpodautoscaler_status_current_replicas',
      'Replicas that exist.',
      ({ status }) => status?.currentReplicas ?? 0,
    ),
    number(
      'kube_horizontalpodautoscaler_status_desired_replicas',
      'Replicas that an autoscaler wants.',
      ({ status }) => status?.desiredReplicas ?? 0,
    ),
    conditions(
      'kube_horizontalpodautoscaler_status_condition',
      'Conditions of an autoscaler.',
      ({ status }) => status?.conditions,
    ),
  ],
});
