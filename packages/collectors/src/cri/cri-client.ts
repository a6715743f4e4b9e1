import { ProtoWriter } from '@binnacle/protobuf';
import { GrpcClient, UNIMPLEMENTED } from './grpc-client.ts';
import { decodeMessage, type MessageOf, type Shape } from './message.ts';
import { versionResponse } from './messages.ts';

export interface CriRuntime {
  /** `containerd`, `cri-o`. */
  readonly name: string;
  readonly version: string;
  readonly api: 'v1' | 'v1alpha2';
}

export type CriReply<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The runtime does not know the call, and is not asked again. */
  | { readonly kind: 'unimplemented' }
  | { readonly kind: 'failed'; readonly reason: string };

const TIMEOUT_MS = 10_000;
const EMPTY = new Uint8Array(0);

/** Speaks with a container runtime through its CRI socket: v1, or v1alpha2 with those that know nothing later. */
export class CriClient {
  readonly address: string;
  readonly #grpc: GrpcClient;
  #runtime: CriRuntime | undefined;
  readonly #unimplemented = new Set<string>();

  constructor(socketPath: string) {
    this.address = `unix://${socketPath}`;
    this.#grpc = new GrpcClient(socketPath);
  }

  /** Finds out what runs there, once; and again after `forget()`. */
  async connect(signal: AbortSignal): Promise<CriReply<CriRuntime>> {
    if (this.#runtime !== undefined) return { kind: 'ok', value: this.#runtime };
    for (const api of ['v1', 'v1alpha2'] as const) {
      const reply = await this.#call(`runtime.${api}.RuntimeService/Version`, versionResponse, EMPTY, signal);
      if (reply.kind === 'unimplemented') continue;
      if (reply.kind === 'failed') return { kind: 'failed', reason: `${this.address}: ${reply.reason}` };
      this.#runtime = { name: reply.value.runtimeName, version: reply.value.runtimeVersion, api };
      return { kind: 'ok', value: this.#runtime };
    }
    const reason = `${this.address} speaks neither version v1 nor v1alpha2 of the CRI`;
    return { kind: 'failed', reason };
  }

  /** The runtime may be another one when it answers again. */
  forget(): void {
    this.#runtime = undefined;
    this.#unimplemented.clear();
  }

  /** Calls a method of the runtime service, such as `ListContainers`; `id` is field 1 of its request where it has one. */
  async runtime<S extends Shape>(
    method: string,
    shape: S,
    signal: AbortSignal,
    id?: string,
  ): Promise<CriReply<MessageOf<S>>> {
    return this.#service('RuntimeService', method, shape, signal, id);
  }

  async image<S extends Shape>(method: string, shape: S, signal: AbortSignal): Promise<CriReply<MessageOf<S>>> {
    return this.#service('ImageService', method, shape, signal);
  }

  close(): void {
    this.#grpc.close();
  }

  async #service<S extends Shape>(
    service: string,
    method: string,
    shape: S,
    signal: AbortSignal,
    id?: string,
  ): Promise<CriReply<MessageOf<S>>> {
    if (this.#unimplemented.has(method)) return { kind: 'unimplemented' };
    const api = this.#runtime?.api ?? 'v1';
    const reply = await this.#call(`runtime.${api}.${service}/${method}`, shape, requestOf(id), signal);
    if (reply.kind === 'unimplemented') this.#unimplemented.add(method);
    return reply;
  }

  async #call<S extends Shape>(
    method: string,
    shape: S,
    request: Uint8Array,
    signal: AbortSignal,
  ): Promise<CriReply<MessageOf<S>>> {
    const reply = await this.#grpc.call(method, request, TIMEOUT_MS, signal);
    if (!reply.ok) {
      return reply.code === UNIMPLEMENTED ? { kind: 'unimplemented' } : { kind: 'failed', reason: reply.reason };
    }
    const value = decodeMessage(shape, reply.message);
    return value === undefined
      ? { kind: 'failed', reason: `the answer to ${method} is no message of the CRI` }
      : { kind: 'ok', value };
  }
}

function requestOf(id: string | undefined): Uint8Array {
  if (id === undefined) return EMPTY;
  const writer = new ProtoWriter(id.length + 10);
  writer.varint(1 * 8 + 2);
  writer.text(id);
  return writer.bytes.subarray(0, writer.length);
}
