import type { z } from 'zod';
import type { podMonitorSpec } from './monitor-schema.ts';

type Selector = z.output<typeof podMonitorSpec>['selector'];

/** A label selector of an object in the syntax of `kubectl -l`. '' selects everything. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  const parts = Object.entries(matchLabels).map(([name, value]) => `${name}=${value}`);
  for (const { key, operator, values } of matchExpressions) {
    const list = (values ?? []).join(',');
    switch (operator) {
      case 'In':
        parts.push(`${key} in (${list})`);
        break;
      case 'NotIn':
        parts.push(`${key} notin (${list})`);
        break;
      case 'Exists':
        parts.push(key);
        break;
      case 'DoesNotExist':
        parts.push(`!${key}`);
        break;
    }
  }
  return parts.join(',');
}
