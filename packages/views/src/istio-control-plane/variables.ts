import type { DashboardInput } from '../dashboard.ts';
import { bilingual } from '../istio/panels.ts';
import { choice, clusterVariable } from '../istio/variables.ts';

/** Any of these is served by istiod alone; how many are collected is up to the filters of whoever collects them. */
const ISTIOD = 'pilot_services|pilot_virt_services|pilot_info|pilot_xds|pilot_xds_pushes|istiod_uptime_seconds';

export const variables: NonNullable<DashboardInput['variables']> = [
  clusterVariable(ISTIOD),
  choice(
    'namespace',
    bilingual('Namespace', '命名空间'),
    `label_values({__name__=~"${ISTIOD}",cluster=~"$cluster"}, namespace)`,
  ),
  {
    kind: 'query',
    name: 'istiod',
    title: bilingual('istiod', 'istiod'),
    query: `label_values({__name__=~"${ISTIOD}",cluster=~"$cluster",namespace=~"$namespace"}, instance)`,
    multi: true,
    includeAll: true,
    all: 'values',
    hidden: true,
  },
];
