import { parseNumber } from '../cgroup/cgroup-files.ts';
import type { HostFiles } from '../host/host-files.ts';
import type { NodePart } from './node-part.ts';

/**
 * The host's ends of containers' interfaces: as many as there are containers, gone with them, and their traffic is told by
 * container.
 */
export const CONTAINER_INTERFACES = /^(?:veth|cali|lxc|azv|tap|cilium_|nodelocaldns|kube-ipvs|vnet)/;

const RECEIVE = ['bytes', 'packets', 'errs', 'drop', 'fifo', 'frame', 'compressed', 'multicast'] as const;
const TRANSMIT = ['bytes', 'packets', 'errs', 'drop', 'fifo', 'colls', 'carrier', 'compressed'] as const;

/** The network of the first process is the host's, also where the agent has one of its own. */
const hostNetwork = (files: HostFiles, file: string): string | undefined =>
  files.proc(`1/net/${file}`) ?? files.proc(`net/${file}`);

export function networkDevices(excluded: RegExp = CONTAINER_INTERFACES): NodePart {
  return {
    name: 'netdev',
    collect({ files, out }) {
      const text = hostNetwork(files, 'dev');
      if (text === undefined) return { problem: 'net/dev cannot be read' };
      for (const line of text.split('\n')) {
        const colon = line.lastIndexOf(':');
        const device = line.slice(0, Math.max(0, colon)).trim();
        const counts = line
          .slice(colon + 1)
          .trim()
          .split(/\s+/)
          .map(Number);
        if (device === '' || counts.length < 16 || excluded.test(device)) continue;
        for (const [i, name] of RECEIVE.entries()) {
          out.counter(`node_network_receive_${name}_total`, `Field receive ${name} of net/dev`, counts[i], { device });
        }
        const unhandled = files.sys(`class/net/${device}/statistics/rx_nohandler`);
        const help = 'Packets that no protocol wanted';
        out.counter('node_network_receive_nohandler_total', help, parseNumber(unhandled), { device });
        for (const [i, name] of TRANSMIT.entries()) {
          out.counter(`node_network_transmit_${name}_total`, `Field transmit ${name} of net/dev`, counts[i + 8], {
            device,
          });
        }
      }
      return 'ok';
    },
  };
}

type ClassField = readonly [file: string, name: string, help: string, base?: 'hex' | 'counter'];

const CLASS_FIELDS: readonly ClassField[] = [
  ['addr_assign_type', 'address_assign_type', 'How the address was assigned'],
  ['carrier', 'carrier', 'Whether there is a carrier'],
  ['carrier_changes', 'carrier_changes_total', 'How often the carrier came or went', 'counter'],
  ['carrier_up_count', 'carrier_up_changes_total', 'How often the carrier came', 'counter'],
  ['carrier_down_count', 'carrier_down_changes_total', 'How often the carrier went', 'counter'],
  ['dev_id', 'device_id', 'Number of the device among those with the same address', 'hex'],
  ['dormant', 'dormant', 'Whether the interface waits for something else'],
  ['flags', 'flags', 'Flags of the interface', 'hex'],
  ['ifindex', 'iface_id', 'Number of the interface'],
  ['iflink', 'iface_link', 'Number of the interface that this one is linked to'],
  ['link_mode', 'iface_link_mode', 'Link mode'],
  ['mtu', 'mtu_bytes', 'Largest packet'],
  ['name_assign_type', 'name_assign_type', 'How the name was assigned'],
  ['netdev_group', 'net_dev_group', 'Group of the interface'],
  ['tx_queue_len', 'transmit_queue_length', 'Length of the queue for sending'],
  ['type', 'protocol_type', 'Kind of hardware'],
];

export function networkClass(excluded: RegExp = CONTAINER_INTERFACES): NodePart {
  return {
    name: 'netclass',
    collect({ files, out }) {
      const devices = files.list('sys', 'class/net');
      if (devices.length === 0) return 'absent';
      for (const device of devices) {
        if (excluded.test(device)) continue;
        const text = (file: string): string => files.sys(`class/net/${device}/${file}`)?.trim() ?? '';
        const operstate = text('operstate');
        if (operstate === '') continue;
        const labels = { device };
        for (const [file, name, help, base] of CLASS_FIELDS) {
          const raw = text(file);
          const value = raw === '' ? undefined : Number(raw);
          if (base === 'counter') out.counter(`node_network_${name}`, help, value, labels);
          else out.gauge(`node_network_${name}`, help, value, labels);
        }
        // Megabits a second; -1 where it is unknown, which no one would read as a speed.
        const speed = Number(text('speed') || 'NaN');
        if (speed > 0)
          out.gauge('node_network_speed_bytes', 'Speed of the link in bytes a second', speed * 125_000, labels);
        out.gauge('node_network_up', 'Whether the interface is up', operstate === 'up' ? 1 : 0, labels);
        const info = {
          device,
          address: text('address'),
          broadcast: text('broadcast'),
          duplex: text('duplex'),
          operstate,
          ifalias: text('ifalias'),
        };
        out.gauge('node_network_info', 'Facts of the interface', 1, info);
      }
      return 'ok';
    },
  };
}
