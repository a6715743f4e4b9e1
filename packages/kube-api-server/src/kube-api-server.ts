import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json, text, type Answer } from './answer.ts';
import { ApiError } from './api-error.ts';
import { readBody } from './body.ts';
import { builtInTypes } from './built-in-types.ts';
import { systemClock, type Clock } from './clock.ts';
import { Deleter, type PodDeletion } from './deleter.ts';
import { Discovery } from './discovery.ts';
import type { Exchange } from './exchange.ts';
import { answerFault, goneStatus } from './fault-answer.ts';
import { Faults } from './faults.ts';
import { collectGarbage } from './garbage-collector.ts';
import { knownDefinitions, type DefinitionSet } from './known-definitions.ts';
import { ObjectStore, type AppliedObject } from './object-store.ts';
import { openApi } from './openapi.ts';
import { defaultRoles, forbiddenMessage, isAllowed, type Attributes } from './rbac.ts';
import { readRepresentation } from './representation.ts';
import { readRequestInfo, type RequestInfo, type ResourceRequest } from './request-info.ts';
import { ResourceHandler } from './resource-handler.ts';
import { VIRTUAL_RESOURCES } from './reviews.ts';
import { refusal, send } from './send-answer.ts';
import { ServerMetrics } from './server-metrics.ts';
import { AppliedConfigurations } from './server-side-apply.ts';
import { readServerVersion, versionDocument } from './server-version.ts';
import { Tokens } from './tokens.ts';
import { TypeRegistry } from './type-registry.ts';
import { ADMIN, ANONYMOUS, serviceAccountUser, type User } from './users.ts';
import type { RunningWatch } from './watch.ts';
import { Writer } from './writer.ts';

export interface KubeApiServerOptions {
  /** Release that the server passes for: which versions of each kind it serves. Default `1.34`. */
  readonly release?: string;
  readonly clock?: Clock;
  /** 0 ≤ x < 1; for generated names and addresses. */
  readonly random?: () => number;
  readonly newUid?: () => string;
  /** Changes kept for each resource, for watches that resume. Default 5,000. */
  readonly historySize?: number;
  /** Custom resources that are there from the start. */
  readonly customResources?: readonly DefinitionSet[];
  /** Bearer tokens and whom they stand for. */
  readonly tokens?: Readonly<Record<string, User>>;
  /** Who a request without a token is. `admin` (the default) is for servers that listen on loopback only. */
  readonly withoutToken?: 'admin' | 'anonymous' | 'refused';
  /** `rbac` obeys the roles and bindings in the store. Default `allow-all`. */
  readonly authorization?: 'allow-all' | 'rbac';
  /** Default `immediate`. */
  readonly podDeletion?: PodDeletion;
  /** Whether objects go with their owners, as with a controller-manager. Default `on`. */
  readonly garbageCollection?: 'on' | 'off';
  /** Whether watches may ask for `sendInitialEvents`. By default as the release has it. */
  readonly watchList?: 'served' | 'refused' | 'unknown';
  /**
   * Sees each request that was let in before the server does, for paths that it does not serve, such as logs or the proxy of
   * a node. @returns undefined to leave it to the server
   */
  readonly intercept?: (exchange: Exchange) => Promise<Answer | 'answered' | undefined>;
}

export interface ListenOptions {
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** PEM. With them the server speaks HTTPS. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer; readonly ca?: string | Buffer };
}

const COMPACT_EVERY_MS = 5 * 60_000;
/** A Kubernetes API server in memory. */
export class KubeApiServer {
  readonly store: ObjectStore;
  readonly faults: Faults;
  readonly #options: KubeApiServerOptions;
  readonly #clock: Clock;
  readonly #version;
  readonly #tokens: Tokens;
  readonly #discovery: Discovery;
  readonly #resources: ResourceHandler;
  readonly #metrics = new ServerMetrics();
  readonly #watches = new Set<RunningWatch>();
  readonly #stops: (() => void)[] = [];
  #server: Server | undefined;
  #url: string | undefined;
  #ready: 'ready' | 'not-ready' = 'ready';

  constructor(options: KubeApiServerOptions = {}) {
    this.#options = options;
    this.#version = readServerVersion(options.release ?? '1.34');
    const { minor } = this.#version;
    const clock = (this.#clock = options.clock ?? systemClock);
    const random = options.random ?? Math.random;
    const types = new TypeRegistry(builtInTypes(minor));
    const store = (this.store = new ObjectStore({
      types,
      clock,
      historySize: options.historySize ?? 5_000,
      ...(options.newUid === undefined ? {} : { newUid: options.newUid }),
    }));
    this.faults = new Faults(clock);
    const tokens = (this.#tokens = new Tokens(options.tokens ?? {}));
    this.#discovery = new Discovery(types, VIRTUAL_RESOURCES, minor);
    const clusterIp = (): string => `10.96.${Math.floor(random() * 256)}.${1 + Math.floor(random() * 254)}`;
    const deleter = new Deleter(store, clock, options.podDeletion ?? 'immediate');
    const rbac = options.authorization === 'rbac';
    const applied = new AppliedConfigurations();
    const watchList = options.watchList ?? (minor >= 32 ? 'served' : minor >= 27 ? 'refused' : 'unknown');
    this.#resources = new ResourceHandler({
      store,
      clock,
      writer: new Writer(store, clock, { minor, clusterIp }, random),
      deleter,
      applied,
      tokens,
      watches: { store, clock, watchList, running: this.#watches },
      rbac,
    });
    if (options.garbageCollection !== 'off') this.#stops.push(collectGarbage(store, deleter));
    this.#stops.push(
      store.onChange(({ type, object }) => {
        if (type === 'deleted') applied.forget(object.metadata.uid);
      }),
    );
    this.#seed(rbac);
  }

  /** What a new cluster has. */
  #seed(rbac: boolean): void {
    for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
      const labels = this.#version.minor >= 21 ? { labels: { 'kubernetes.io/metadata.name': name } } : {};
      this.store.apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, ...labels },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      });
      this.store.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } });
    }
    for (const set of this.#options.customResources ?? []) {
      for (const definition of knownDefinitions(set)) this.store.apply(established(definition as AppliedObject));
    }
    if (rbac) for (const role of defaultRoles()) this.store.apply(role);
  }

  /** Address once it listens, such as `http://127.0.0.1:41234`. */
  get url(): string {
    if (this.#url === undefined) throw new Error('BUG: the API server does not listen yet');
    return this.#url;
  }

  /** Watches that run at the moment. */
  get watches(): readonly ResourceRequest[] {
    return [...this.#watches].map(({ request }) => request);
  }

  async listen({ host = '127.0.0.1', port = 0, tls }: ListenOptions = {}): Promise<string> {
    const answer = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response);
    const server = tls === undefined ? createHttpServer(answer) : createHttpsServer(tls, answer);
    // A watch may be silent for long.
    server.requestTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) => reject(new Error(`cannot listen on ${host}:${port}`, { cause })));
      server.listen(port, host, resolve);
    });
    const address = server.address() as AddressInfo;
    const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    this.#server = server;
    this.#url = `${tls === undefined ? 'http' : 'https'}://${shown}:${address.port}`;
    this.#compactRegularly();
    return this.#url;
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.faults.clear();
    for (const watch of this.#watches) watch.close('end');
    const server = this.#server;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  /** A token of a service account, as it is mounted into pods. It does not expire. */
  tokenFor(namespace: string, serviceAccount: string): string {
    return this.#tokens.issue(serviceAccountUser(namespace, serviceAccount), undefined, this.#clock.nowMs());
  }

  /** A kubeconfig (JSON, which is YAML) that kubectl and clients can use. @param caFile  for a server with TLS */
  kubeconfig(token?: string, caFile?: string): string {
    const cluster = { server: this.url, ...(caFile === undefined ? {} : { 'certificate-authority': caFile }) };
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'memory', cluster }],
      users: [{ name: 'user', user: token === undefined ? {} : { token } }],
      contexts: [{ name: 'memory', context: { cluster: 'memory', user: 'user' } }],
      'current-context': 'memory',
    });
  }

  /** Closes watches: `end` as their timeout does, `drop` as a broken connection, `gone` with 410. @returns how many */
  closeWatches(how: 'end' | 'drop' | 'gone', match: (request: ResourceRequest) => boolean = () => true): number {
    const hit = [...this.#watches].filter(({ request }) => match(request));
    for (const watch of hit) {
      if (how === 'gone') watch.fail(goneStatus().body);
      else watch.close(how);
    }
    return hit.length;
  }

  /** What `/readyz` says from now on. */
  setReady(state: 'ready' | 'not-ready'): void {
    this.#ready = state;
  }

  /** The history reaches back five to ten minutes, as with the real server and its etcd. */
  #compactRegularly(): void {
    let cancel = (): void => {};
    let earlier = this.store.resourceVersion;
    const compact = (): void => {
      for (const collection of this.store.collections()) collection.compact(earlier);
      earlier = this.store.resourceVersion;
      cancel = this.#clock.after(COMPACT_EVERY_MS, compact);
    };
    cancel = this.#clock.after(COMPACT_EVERY_MS, compact);
    this.#stops.push(() => cancel());
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const info = readRequestInfo(request.method ?? 'GET', request.url ?? '/');
    response.once('finish', () => this.#metrics.count(info, response.statusCode));
    // The client may go at any time: there is nobody to be told.
    request.on('error', () => {});
    response.on('error', () => {});
    let answer: Answer | undefined;
    let isCut = false;
    try {
      const fault = await this.faults.take(info);
      if (fault?.kind === 'drop') return void request.destroy();
      isCut = fault?.kind === 'cut';
      const refused = fault === undefined || fault.kind === 'cut' ? undefined : answerFault(fault, info, response);
      answer = refused ?? (await this.#answer(request, response, info));
    } catch (error) {
      answer = refusal(error);
    }
    if (answer !== undefined && !response.headersSent) send(request, response, answer, isCut);
    else if (isCut) response.destroy();
  }

  async #answer(request: IncomingMessage, response: ServerResponse, info: RequestInfo): Promise<Answer | undefined> {
    const user = this.#authenticate(request);
    const attributes = attributesOf(info);
    if (this.#options.authorization === 'rbac' && !isAllowed(this.store, user, attributes)) {
      const details =
        info.kind === 'resource'
          ? {
              ...(info.name === undefined ? {} : { name: info.name }),
              ...(info.group === '' ? {} : { group: info.group }),
              kind: info.resource,
            }
          : {};
      throw new ApiError(403, 'Forbidden', forbiddenMessage(user, attributes), details);
    }
    let read: Promise<Buffer> | undefined;
    const exchange: Exchange = { request, response, info, user, body: () => (read ??= readBody(request)) };
    const intercepted = await this.#options.intercept?.(exchange);
    if (intercepted === 'answered') return undefined;
    if (intercepted !== undefined) return intercepted;
    return info.kind === 'resource' ? this.#resources.handle(exchange, info) : this.#path(exchange, info.path);
  }

  #authenticate(request: IncomingMessage): User {
    const header = request.headers.authorization;
    if (header?.startsWith('Bearer ') === true) {
      const user = this.#tokens.userOf(header.slice('Bearer '.length).trim(), this.#clock.nowMs());
      if (user !== undefined) return user;
      throw new ApiError(401, 'Unauthorized', 'Unauthorized');
    }
    const { withoutToken = 'admin' } = this.#options;
    if (withoutToken === 'refused') throw new ApiError(401, 'Unauthorized', 'Unauthorized');
    return withoutToken === 'admin' ? ADMIN : ANONYMOUS;
  }

  #path({ request, info }: Exchange, path: string): Answer {
    if (info.verb !== 'get' && info.verb !== 'head')
      throw new ApiError(
        405,
        'MethodNotAllowed',
        'the server does not allow this method on the requested resource',
        {},
      );
    switch (path) {
      case '/healthz':
      case '/livez':
        return text(200, 'ok');
      case '/readyz':
        return this.#ready === 'ready'
          ? text(200, 'ok')
          : text(500, '[-]not ready: told so by a test\nreadyz check failed\n');
      case '/version':
      case '/version/':
        return json(200, versionDocument(this.#version));
      case '/openapi/v2':
        return openApi(this.store.types, request.headers.accept);
      case '/metrics':
        return text(
          200,
          this.#metrics.expose(this.#objectCounts(), this.#watches.size, this.#version.gitVersion),
          'text/plain; version=0.0.4; charset=utf-8',
        );
      case '/':
        return json(200, {
          paths: [
            '/api',
            '/api/v1',
            '/apis',
            ...[...this.store.types.groups().keys()].map((group) => `/apis/${group}`),
            '/healthz',
            '/livez',
            '/metrics',
            '/openapi/v2',
            '/readyz',
            '/version',
          ],
        });
      default: {
        const found = this.#discovery.answer(path, readRepresentation(request.headers.accept, info.query));
        return found ?? text(404, '404 page not found\n');
      }
    }
  }

  #objectCounts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const type of this.store.types.all()) {
      const { size } = this.store.collection(type);
      if (size > 0) counts.set(type.group === '' ? type.plural : `${type.plural}.${type.group}`, size);
    }
    return counts;
  }
}

function attributesOf(info: RequestInfo): Attributes {
  if (info.kind === 'path') return { kind: 'path', verb: info.verb, path: info.path };
  const { verb, group, resource, subresource, namespace, name } = info;
  return { kind: 'resource', verb, group, resource, subresource, namespace, name };
}

/** A definition as the API server has it once its kind is served. */
function established(definition: AppliedObject): AppliedObject {
  const condition = (type: string, reason: string): unknown => ({ type, status: 'True', reason });
  return {
    ...definition,
    status: {
      conditions: [condition('NamesAccepted', 'NoConflicts'), condition('Established', 'InitialNamesAccepted')],
    },
  };
}
