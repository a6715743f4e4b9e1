import type { KindPart } from './derived.ts';
import { listAt, numberAt, textAt, textRecordAt, type Json } from './read.ts';
import { selectorOfSpec } from './selector-of.ts';

export function deriveAutoscaler(object: Json): KindPart {
  const [current, desired, max] = [
    numberAt(object, 'status', 'currentReplicas') ?? 0,
    numberAt(object, 'status', 'desiredReplicas') ?? 0,
    numberAt(object, 'spec', 'maxReplicas') ?? 0,
  ];
  const conditions = listAt(object, 'status', 'conditions');
  const broken = conditions.find(
    (it) => /^(AbleToScale|ScalingActive)$/.test(textAt(it, 'type')) && textAt(it, 'status') === 'False',
  );
  // Scaling is switched off on purpose when its target has no replicas.
  const isOff = textAt(broken, 'reason') === 'ScalingDisabled';
  const limited = conditions.find((it) => textAt(it, 'type') === 'ScalingLimited' && textAt(it, 'status') === 'True');
  const atMax = limited !== undefined && max > 0 && desired >= max;
  return {
    status: isOff
      ? 'Disabled'
      : broken !== undefined
        ? textAt(broken, 'reason') || 'Broken'
        : atMax
          ? 'AtMaximum'
          : 'Active',
    level: isOff ? 'idle' : broken !== undefined ? 'error' : atMax ? 'warning' : 'ok',
    message: textAt(broken, 'message') || (atMax ? textAt(limited, 'message') : ''),
    ready: current,
    desired,
    facts: {
      target: `${textAt(object, 'spec', 'scaleTargetRef', 'kind')}/${textAt(object, 'spec', 'scaleTargetRef', 'name')}`,
      min: numberAt(object, 'spec', 'minReplicas') ?? 1,
      max,
    },
  };
}

export function deriveDisruptionBudget(object: Json): KindPart {
  const allowed = numberAt(object, 'status', 'disruptionsAllowed') ?? 0;
  const [healthy, wanted] = [
    numberAt(object, 'status', 'currentHealthy') ?? 0,
    numberAt(object, 'status', 'desiredHealthy') ?? 0,
  ];
  return {
    status: allowed > 0 ? 'Available' : 'NoDisruptions',
    level: healthy < wanted ? 'error' : allowed === 0 ? 'warning' : 'ok',
    ready: healthy,
    desired: wanted,
    selector: selectorOfSpec(object, 'spec', 'selector'),
    facts: {
      allowed,
      minAvailable: textAt(object, 'spec', 'minAvailable'),
      maxUnavailable: textAt(object, 'spec', 'maxUnavailable'),
    },
  };
}

/** `requests.cpu 3/4`: what is used of each resource of a quota. */
export const deriveQuota = (object: Json): KindPart => ({
  status: 'Active',
  level: 'ok',
  facts: {
    used: Object.entries(textRecordAt(object, 'status', 'hard')).map(
      ([name, limit]) => `${name} ${textAt(object, 'status', 'used', name) || '0'}/${limit}`,
    ),
  },
});
