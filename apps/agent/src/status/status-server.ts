import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from '@binnacle/exposition';
import type { StatusDocument } from './status-document.ts';
import { statusPage } from './status-page.ts';

export interface StatusServerParts {
  readonly status: () => StatusDocument;
  readonly metrics: Registry;
  /** Undefined when the agent is ready, else why not. */
  readonly notReady: () => string | undefined;
}

export interface StatusServer {
  readonly url: string;
  close(): Promise<void>;
}

const SECURITY: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** The agent's own port: a page, its data as JSON, metrics and health. It only answers; nothing can be changed here. */
export async function startStatusServer(host: string, port: number, parts: StatusServerParts): Promise<StatusServer> {
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 5_000 },
    (request, response) => {
      answer(request, response, parts);
    },
  );
  server.maxConnections = 200;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(`cannot listen on ${host}:${port}`, { cause })));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, parts: StatusServerParts): void {
  const send = (status: number, type: string, body: string): void => {
    response.writeHead(status, { ...SECURITY, 'content-type': type, 'content-length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? '' : body);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    send(405, 'text/plain; charset=utf-8', 'only GET and HEAD\n');
    return;
  }
  switch ((request.url ?? '/').split('?')[0]) {
    case '/':
      return send(200, 'text/html; charset=utf-8', statusPage(parts.status()));
    case '/status.css':
      return send(200, 'text/css; charset=utf-8', STYLE);
    case '/status':
      return send(200, 'application/json; charset=utf-8', `${JSON.stringify(parts.status(), null, 2)}\n`);
    case '/metrics': {
      const { contentType, body } = parts.metrics.expose(request.headers.accept);
      return send(200, contentType, body);
    }
    case '/-/healthy':
      return send(200, 'text/plain; charset=utf-8', 'healthy\n');
    case '/-/ready': {
      const reason = parts.notReady();
      return reason === undefined
        ? send(200, 'text/plain; charset=utf-8', 'ready\n')
        : send(503, 'text/plain; charset=utf-8', `not ready: ${reason}\n`);
    }
    default:
      return send(404, 'text/plain; charset=utf-8', 'no such page: /, /status, /metrics, /-/healthy, /-/ready\n');
  }
}

const STYLE = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{margin:1.5rem;max-width:90rem}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884;vertical-align:top}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.up{color:#1a7f37}.down,.error{color:#cf222e}.warning{color:#9a6700}
@media (prefers-color-scheme:dark){.up{color:#3fb950}.down,.error{color:#ff7b72}.warning{color:#d29922}}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.5rem}dt{opacity:.7}dd{margin:0}
`;
