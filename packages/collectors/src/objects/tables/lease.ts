import type { KubeObject } from '@binnacle/kube';
import { gauge, namespaced, table, time } from '../metric-table.ts';

interface Lease extends KubeObject {
  readonly spec?: { readonly holderIdentity?: string; readonly renewTime?: string };
}

export const leaseTable = table<Lease>({
  kind: 'Lease',
  prefix: 'kube_lease',
  promoted: 'none',
  identity: namespaced('lease'),
  rows: [
    gauge('kube_lease_owner', 'Owner and holder of a lease.', ({ metadata, spec }, emit) => {
      const holder = { lease_holder: spec?.holderIdentity ?? '' };
      const owners = metadata.ownerReferences ?? [];
      if (owners.length === 0) emit(1, { owner_kind: '', owner_name: '', ...holder });
      for (const { kind, name } of owners) emit(1, { owner_kind: kind, owner_name: name, ...holder });
    }),
    time('kube_lease_renew_time', 'When a lease was renewed, in seconds since 1970.', ({ spec }) => spec?.renewTime),
  ],
});
