import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Embedder {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** A page of another site, whose body is `html` as it is when the page is asked for. */
export async function startEmbedder(html: () => string): Promise<Embedder> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><title>Wiki</title><body>${html()}</body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
