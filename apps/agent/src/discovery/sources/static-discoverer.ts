import type { StaticGroup } from '../discovery-config.ts';
import type { Discoverer, TargetGroup } from '../target-group.ts';

/** The targets that the configuration names. */
export function staticDiscoverer(groups: readonly StaticGroup[]): Discoverer {
  return {
    start: (emit) => {
      for (const [i, group] of groups.entries()) emit(groupOf(String(i), group));
    },
    stop: () => {},
    problems: [],
  };
}

/** A group as files and HTTP answers have them, too. */
export function groupOf(source: string, { targets, labels, node }: StaticGroup): TargetGroup {
  return {
    source,
    labels,
    targets: targets.map((address) => ({ labels: { __address__: address }, ...(node === undefined ? {} : { node }) })),
  };
}
