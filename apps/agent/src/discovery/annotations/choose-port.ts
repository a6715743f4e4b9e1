import { META, joinHostPort } from '../kubernetes/meta-labels.ts';
import type { FoundTarget, TargetGroup } from '../target-group.ts';

/**
 * Where `prometheus.io/port` names a port, that one of each address is all there is to scrape: as a target of its own if the pod
 * declares it, else made from another one, without the container that belongs to that.
 *
 * @param role  whose annotation it is
 */
export function choosePort(group: TargetGroup, role: 'pod' | 'service'): TargetGroup {
  const port = group.labels[`${META}${role}_annotation_prometheus_io_port`] ?? '';
  if (!/^\d{1,5}$/.test(port)) return group;
  const byHost = new Map<string, FoundTarget>();
  for (const target of group.targets) {
    const host = hostOf(target);
    const declared = target.labels['__address__'] === joinHostPort(host, port);
    if (declared) byHost.set(host, target);
    else if (!byHost.has(host)) byHost.set(host, atOtherPort(target, host, port));
  }
  return { ...group, targets: [...byHost.values()] };
}

function hostOf({ labels }: FoundTarget): string {
  const address = labels['__address__'] ?? '';
  const match = /^\[(.*)\](?::\d+)?$/.exec(address) ?? /^([^:]*)(?::\d+)?$/.exec(address);
  return match?.[1] ?? address;
}

function atOtherPort(target: FoundTarget, host: string, port: string): FoundTarget {
  const labels = Object.fromEntries(
    Object.entries(target.labels).filter(([name]) => !name.startsWith(`${META}pod_container_`)),
  );
  return { ...target, labels: { ...labels, __address__: joinHostPort(host, port) } };
}
