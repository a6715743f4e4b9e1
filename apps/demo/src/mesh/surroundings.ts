import type { Pod } from '../cluster/pod.ts';
import type { ServiceIdentity } from './identity.ts';
import type { Routing } from './routing.ts';

/** A service with the pods that its selector finds. */
export interface MeshService {
  readonly identity: ServiceIdentity;
  readonly port: number;
  /** Ready ones. */
  readonly endpoints: readonly Pod[];
}

/** What the mesh needs to know of the cluster around it. */
export interface MeshSurroundings {
  readonly nowMs: number;
  readonly routing: Routing;
  service(host: string): MeshService | undefined;
  /** Share of new connections that fail because certificates are no longer accepted. */
  readonly brokenTlsShare: number;
}
