import type { Pod } from '../cluster/pod.ts';
import type { RequestFacts } from './routing.ts';

export interface Request extends RequestFacts {
  readonly protocol: 'http' | 'grpc';
  readonly bytes: number;
  /** How long the client's own code waits before it gives up. */
  readonly patienceMs?: number;
}

/** How a request ended: the status of HTTP (0: there was none), and that of gRPC. */
export interface End {
  readonly code: number;
  readonly grpc: string;
  readonly bytes: number;
}

export interface Reply extends End {
  readonly durationMs: number;
}

/** What the process behind a proxy does with a request. */
export type Serve = (pod: Pod, request: Request) => Reply;

/** No answer came: the client, or a time limit, was first. */
export const GONE: End = { code: 0, grpc: '', bytes: 0 };

/** What Envoy answers itself where it finds nobody that would. */
export const unavailable = ({ protocol }: Request): End => ({
  code: protocol === 'grpc' ? 200 : 503,
  grpc: protocol === 'grpc' ? '14' : '',
  bytes: 90,
});
