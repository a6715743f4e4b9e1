import { demand } from '../mesh/users.ts';
import type { Cluster } from './cluster.ts';
import { timeText } from './event-log.ts';
import { fieldsOf } from './templates.ts';

const EVERY_MS = 60_000;
/** Utilisation at average demand with the replicas that the plan begins with. */
const AVERAGE_UTILIZATION = 55;

/** HorizontalPodAutoscalers on CPU: the shop's load follows the day as Bookinfo's does. */
export class Autoscaler {
  readonly #cluster: Cluster;
  #lastMs = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  step(): void {
    const { nowMs, dayMs, objects, seed, plan } = this.#cluster;
    if (nowMs - this.#lastMs < EVERY_MS) return;
    this.#lastMs = nowMs;
    for (const autoscaler of objects.list('HorizontalPodAutoscaler')) {
      const spec = fieldsOf(autoscaler['spec']);
      const target = String(fieldsOf(spec['scaleTargetRef'])['name']);
      const { namespace = 'default' } = autoscaler.metadata;
      const deployment = objects.get('Deployment', namespace, target);
      if (deployment === undefined) continue;
      const current = Number(fieldsOf(deployment['spec'])['replicas'] ?? 1);
      const planned =
        plan.workloads.find((one) => one.name === target && one.namespace === namespace)?.replicas ?? current;
      const utilization = Math.round((AVERAGE_UTILIZATION * planned * demand(1, dayMs, seed)) / Math.max(1, current));
      const [low, high] = [Number(spec['minReplicas'] ?? 1), Number(spec['maxReplicas'] ?? current)];
      const ratio = utilization / 70;
      // Within a tenth of the target nothing is done.
      const wanted = Math.abs(ratio - 1) <= 0.1 ? current : Math.ceil(current * ratio);
      const desired = Math.min(high, Math.max(low, wanted));
      this.#cluster.own(() => {
        objects.put({
          ...autoscaler,
          status: {
            currentReplicas: current,
            desiredReplicas: desired,
            observedGeneration: 1,
            ...(desired === current ? {} : { lastScaleTime: timeText(nowMs) }),
            currentMetrics: [
              {
                type: 'Resource',
                resource: {
                  name: 'cpu',
                  current: { averageUtilization: utilization, averageValue: `${utilization}m` },
                },
              },
            ],
            conditions: [
              { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale', lastTransitionTime: timeText(nowMs) },
              {
                type: 'ScalingActive',
                status: 'True',
                reason: 'ValidMetricFound',
                lastTransitionTime: timeText(nowMs),
              },
              {
                type: 'ScalingLimited',
                status: desired === high ? 'True' : 'False',
                reason: 'DesiredWithinRange',
                lastTransitionTime: timeText(nowMs),
              },
            ],
          },
        });
        if (desired === current) return;
        objects.put({
          ...deployment,
          metadata: { ...deployment.metadata, generation: (deployment.metadata.generation ?? 1) + 1 },
          spec: { ...fieldsOf(deployment['spec']), replicas: desired },
        });
      });
      if (desired === current) continue;
      this.#cluster.workloads.isDirty = true;
      const subject = {
        apiVersion: 'autoscaling/v2',
        kind: autoscaler.kind,
        namespace,
        name: autoscaler.metadata.name,
        uid: autoscaler.metadata.uid,
      };
      const reason = desired > current ? 'All metrics above target' : 'All metrics below target';
      const message = `New size: ${desired}; reason: ${reason}`;
      this.#cluster.events.record(nowMs, subject, 'Normal', 'SuccessfulRescale', message, 'horizontal-pod-autoscaler');
    }
  }
}
