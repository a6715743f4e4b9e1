import { createServer } from 'node:net';

/** The second byte of the first network that is tried: far from what other programs take. */
const FIRST_BASE = 64;
const LAST_BASE = 120;
/** Ports of well-known services that every simulated cluster listens on. */
const PROBED_PORTS = [6443, 10_250, 15_020];

const canListen = (host: string, port: number): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });

/**
 * Finds networks of loopback addresses, one for each cluster, that nobody else uses.
 *
 * @returns second bytes, or in words why there are none
 */
export async function findNetworks(clusters: number): Promise<readonly number[] | string> {
  const found: number[] = [];
  let problem = '';
  for (let base = FIRST_BASE; base < LAST_BASE && found.length < clusters; base++) {
    const errors = await Promise.all(
      PROBED_PORTS.flatMap((port) => [canListen(`127.${base}.0.1`, port), canListen(`127.${base}.0.10`, port)]),
    );
    const error = errors.find((one) => one !== undefined);
    if (error === undefined) found.push(base);
    else if (error.code === 'EADDRNOTAVAIL') {
      return 'this system has only 127.0.0.1 on its loopback interface: the simulated pods need addresses of their own in 127.0.0.0/8, as Linux has them';
    } else problem = error.message;
  }
  return found.length === clusters
    ? found
    : `no free network in 127.${FIRST_BASE}.0.0 to 127.${LAST_BASE}.0.0: ${problem}`;
}
