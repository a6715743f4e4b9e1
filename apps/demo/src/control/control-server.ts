import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncidentBoard } from '../incidents/incidents.ts';
import type { Presentation } from '../incidents/presentation.ts';
import type { SimulatedCluster } from '../run/simulated-cluster.ts';

export interface ControlServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface Controlled {
  readonly clusters: readonly SimulatedCluster[];
  readonly boards: ReadonlyMap<SimulatedCluster, IncidentBoard>;
  readonly presentation: Presentation;
}

/** Asked for on every change: no page in a browser can send it without the consent of this server. */
export const CONTROL_HEADER = 'x-binnacle-demo';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const problem = (status: number, message: string): Reply => ({ status, body: { error: message } });

/** The HTTP API over the simulated clusters: incidents, the presentation, and the model's own books. */
export async function startControlServer(
  { host, port }: { readonly host: string; readonly port: number },
  controlled: Controlled,
): Promise<ControlServer> {
  const server = createServer((request, response) => send(response, answer(request, controlled)));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`cannot listen on ${host}:${port}: ${(cause as Error).message}`, { cause })),
    );
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

function answer(request: IncomingMessage, controlled: Controlled): Reply {
  // A name that somebody else's DNS points here is not ours.
  const hostName = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostName)) return problem(403, 'only for this machine');
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  if (method !== 'GET' && request.headers[CONTROL_HEADER] === undefined) {
    return problem(403, `send the header ${CONTROL_HEADER} with every change`);
  }
  const name = url.searchParams.get('cluster') ?? controlled.clusters[0]!.name;
  const cluster = controlled.clusters.find((one) => one.name === name);
  if (cluster === undefined) {
    return problem(
      404,
      `no cluster ${JSON.stringify(name)}: there are ${controlled.clusters.map((one) => one.name).join(', ')}`,
    );
  }
  const board = controlled.boards.get(cluster)!;
  const [, first, second] = url.pathname.split('/');
  if (first === 'incidents') return incidents(method, second, board);
  if (first === 'presentation') return presentation(method, controlled.presentation, cluster.cluster.nowMs);
  if (method !== 'GET') return problem(405, 'only GET');
  if (first === 'ledger') {
    return {
      status: 200,
      body: {
        nowMs: cluster.cluster.nowMs,
        requests: cluster.cluster.mesh.reports.ledger.entries(),
        tcp: cluster.cluster.database.ledger,
      },
    };
  }
  if (first === '' || first === 'status') return { status: 200, body: status(controlled) };
  return problem(404, 'there are /status, /incidents, /presentation, /ledger');
}

function incidents(method: string, name: string | undefined, board: IncidentBoard): Reply {
  if (name === undefined || name === '') {
    if (method === 'GET') return { status: 200, body: board.list() };
    if (method !== 'DELETE') return problem(405, 'GET lists incidents, DELETE ends all of them');
    board.endAll();
    return { status: 200, body: board.list() };
  }
  const known = board.list().map((one) => one.name);
  if (!known.includes(name)) return problem(404, `no incident ${JSON.stringify(name)}: there are ${known.join(', ')}`);
  switch (method) {
    case 'POST':
      if (board.begin(name) === 'runs already') return problem(409, `${name} runs already`);
      break;
    case 'DELETE':
      if (board.end(name) === 'not running') return problem(409, `${name} does not run`);
      break;
    case 'GET':
      break;
    default:
      return problem(405, 'GET, POST or DELETE');
  }
  return { status: 200, body: board.list().find((one) => one.name === name) };
}

function presentation(method: string, shown: Presentation, nowMs: number): Reply {
  if (method === 'POST') shown.begin(nowMs);
  else if (method === 'DELETE') shown.end();
  else if (method !== 'GET') return problem(405, 'GET, POST or DELETE');
  return { status: 200, body: shown.state };
}

const status = ({ clusters, boards, presentation: shown }: Controlled): object => ({
  simulated: true,
  presentation: shown.state,
  clusters: clusters.map((one) => ({
    name: one.name,
    nowMs: one.cluster.nowMs,
    apiUrl: one.apiUrl,
    kubeconfig: one.kubeconfig,
    nodes: one.cluster.nodes.length,
    pods: one.cluster.pods.size,
    targets: one.exporters.targets().length,
    incidents: boards
      .get(one)!
      .list()
      .filter(({ state }) => state === 'running')
      .map(({ name }) => name),
  })),
});
