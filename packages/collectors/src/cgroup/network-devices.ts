import { known, type Numbers } from '../container/reading.ts';
import type { NetworkName } from '../container/metrics.ts';
import type { HostFiles } from '../host/host-files.ts';

/**
 * The interfaces of the network that a process is in, without loopback; none for a process in the host's network, whose
 * traffic is the host's. Undefined where it cannot be read.
 */
export function networksOfProcess(
  files: HostFiles,
  pid: number,
): ReadonlyMap<string, Numbers<NetworkName>> | undefined {
  const own = files.link('proc', `${pid}/ns/net`);
  if (own !== '' && own === files.link('proc', '1/ns/net')) return new Map();
  const text = files.proc(`${pid}/net/dev`);
  return text === undefined ? undefined : parseNetworkDevices(text);
}

/** Reads `/proc/PID/net/dev`: a name, eight numbers of receiving and eight of sending. */
export function parseNetworkDevices(text: string): ReadonlyMap<string, Numbers<NetworkName>> {
  const networks = new Map<string, Numbers<NetworkName>>();
  for (const line of text.split('\n')) {
    const colon = line.lastIndexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    const counts = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    if (name === '' || name === 'lo' || counts.length < 16 || counts.some((count) => !Number.isFinite(count))) continue;
    networks.set(
      name,
      known({
        receivedBytes: counts[0],
        receivedPackets: counts[1],
        receiveErrors: counts[2],
        receiveDropped: counts[3],
        sentBytes: counts[8],
        sentPackets: counts[9],
        sendErrors: counts[10],
        sendDropped: counts[11],
      }),
    );
  }
  return networks;
}
