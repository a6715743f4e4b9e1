import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import type { Cluster } from '../cluster/cluster.ts';
import type { Exporters, Target } from '../exporters/exporters.ts';
import { podList, resourceMetrics, statsSummary } from '../exporters/summary.ts';
import type { Authority } from './certificates.ts';

const KUBELET_PORT = 10_250;
/** Kubelets, schedulers and controller managers: HTTPS, and a token. */
const SECURE_PORTS: ReadonlySet<number> = new Set([KUBELET_PORT, 10_257, 10_259]);
const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Serves what a cluster exposes, each pod and node on its own loopback address. Only addresses of 127.0.0.0/8 are bound:
 * nobody from outside can reach them. One HTTP server does the work of all the sockets.
 */
export class EndpointServer {
  readonly #cluster: Cluster;
  readonly #exporters: Exporters;
  readonly #authority: Authority;
  readonly #mayRead: (token: string) => boolean;
  readonly #sockets = new Map<string, SocketServer>();
  readonly #failed = new Set<string>();
  readonly #plain: Server;
  readonly #secure: Server;
  #targets = new Map<string, Target>();

  constructor(cluster: Cluster, exporters: Exporters, authority: Authority, mayRead: (token: string) => boolean) {
    this.#cluster = cluster;
    this.#exporters = exporters;
    this.#authority = authority;
    this.#mayRead = mayRead;
    const listener: RequestListener = (request, response) => this.#answer(request, response);
    this.#plain = createHttpServer(listener);
    const kubelets = this.#authority.issue(
      'kubelet',
      cluster.nodes.flatMap(({ ip, name }) => [ip, name]),
    );
    this.#secure = createHttpsServer(kubelets, listener);
    this.#secure.on('tlsClientError', () => {});
    for (const server of [this.#plain, this.#secure]) server.keepAliveTimeout = 120_000;
  }

  /** Begins to listen where something runs, and ends it where nothing does any more. */
  async follow(): Promise<void> {
    const targets = new Map<string, Target>();
    const wanted = new Map<string, Target>();
    for (const target of this.#exporters.targets()) {
      if (target.kind === 'api-server' || !target.isUp()) continue;
      const place = `${target.ip}:${target.port}`;
      targets.set(place + target.path, target);
      wanted.set(place, target);
    }
    this.#targets = targets;
    for (const [place, socket] of this.#sockets) {
      if (wanted.has(place)) continue;
      this.#sockets.delete(place);
      socket.close();
    }
    await Promise.all(
      [...wanted].map(([place, target]) => (this.#sockets.has(place) ? undefined : this.#listen(place, target))),
    );
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
    this.#plain.closeAllConnections();
    this.#secure.closeAllConnections();
    await Promise.resolve();
  }

  async #listen(place: string, { ip, port }: Target): Promise<void> {
    const http = SECURE_PORTS.has(port) ? this.#secure : this.#plain;
    const socket = createSocketServer((connection) => void http.emit('connection', connection));
    this.#sockets.set(place, socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (cause) => {
        this.#sockets.delete(place);
        // An old socket may still be closing: the next look tries again.
        if (this.#failed.has(place))
          reject(new Error(`cannot listen on ${place}: ${(cause as Error).message}`, { cause }));
        else resolve();
        this.#failed.add(place);
      });
      socket.listen(port, ip, () => {
        this.#failed.delete(place);
        resolve();
      });
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { localAddress, localPort } = request.socket;
    const [path] = (request.url ?? '/').split('?');
    const end = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
      response.end(body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, TEXT, 'only GET\n');
    if (SECURE_PORTS.has(localPort ?? 0)) {
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined || !this.#mayRead(token)) return end(401, TEXT, 'Unauthorized\n');
    }
    if (localPort === KUBELET_PORT) {
      const node = this.#cluster.nodes.find(({ ip }) => ip === localAddress);
      if (node && path === '/stats/summary')
        return end(200, 'application/json', JSON.stringify(statsSummary(this.#cluster, node)));
      if (node && path === '/pods') return end(200, 'application/json', JSON.stringify(podList(this.#cluster, node)));
      if (node && path === '/metrics/resource') return end(200, TEXT, resourceMetrics(this.#cluster, node));
      if (path === '/metrics/probes') return end(200, TEXT, '');
    }
    if (path === '/healthz/ready') return end(200, TEXT, '');
    const target = this.#targets.get(`${localAddress}:${localPort}${path}`);
    if (target === undefined) return end(404, TEXT, 'not found\n');
    return end(200, TEXT, target.set.render());
  }
}
