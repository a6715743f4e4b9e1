import { createServer } from 'node:http';

/** A scrape target whose answers are all different: the n-th one says n. */
export interface CountingTarget {
  readonly url: string;
  /** How many answers were sent to the last byte. */
  served(): number;
  close(): Promise<void>;
}

/** Serves `name{series="…"} n` for a few series, where n counts the answers from 1 on. */
export async function startCountingTarget(name: string, series: readonly string[]): Promise<CountingTarget> {
  let answers = 0;
  let served = 0;
  const server = createServer((_request, reply) => {
    answers++;
    const body = `# TYPE ${name} counter\n${series.map((value) => `${name}{series="${value}"} ${answers}\n`).join('')}`;
    reply.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    reply.end(body, () => served++);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    served: () => served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
