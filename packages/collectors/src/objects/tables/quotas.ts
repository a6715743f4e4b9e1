import type { KubeObject } from '@binnacle/kube';
import { quantityThousandths } from '../values/quantity.ts';
import type { ResourceList } from '../values/resources.ts';
import { created, gauge, namespaced, table } from '../metric-table.ts';

interface Quota extends KubeObject {
  readonly status?: { readonly hard?: ResourceList; readonly used?: ResourceList };
}

export const resourceQuotaTable = table<Quota>({
  kind: 'ResourceQuota',
  prefix: 'kube_resourcequota',
  promoted: 'both',
  identity: namespaced('resourcequota'),
  rows: [
    created('kube_resourcequota'),
    gauge('kube_resourcequota', 'What a namespace may have and what it has, by resource.', ({ status }, emit) => {
      for (const type of ['hard', 'used'] as const)
        for (const resource in status?.[type]) {
          const value = quantityThousandths(status[type][resource]);
          if (value !== undefined) emit(value, { resource, type });
        }
    }),
  ],
});

type Constraint = 'min' | 'max' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio';
interface LimitRange extends KubeObject {
  readonly spec?: {
    readonly limits?: readonly ({ readonly type?: string } & { readonly [key in Constraint]?: ResourceList })[];
  };
}

const CONSTRAINTS: readonly Constraint[] = ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'];

export const limitRangeTable = table<LimitRange>({
  kind: 'LimitRange',
  prefix: 'kube_limitrange',
  promoted: 'none',
  identity: namespaced('limitrange'),
  rows: [
    gauge('kube_limitrange', 'Bounds and defaults of a namespace, by resource.', ({ spec }, emit) => {
      for (const limit of spec?.limits ?? [])
        for (const constraint of CONSTRAINTS)
          for (const resource in limit[constraint]) {
            const value = quantityThousandths(limit[constraint][resource]);
            if (value !== undefined) emit(value, { resource, type: limit.type ?? '', constraint });
          }
    }),
    created('kube_limitrange'),
  ],
});
