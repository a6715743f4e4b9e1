import type { HostFiles } from '../host/host-files.ts';
import type { NodePart } from './node-part.ts';

/** Of several hundred numbers those that tell of traffic and trouble. */
const NETSTAT =
  /^(?:.*_(?:InErrors|InErrs)|Ip_Forwarding|Ip6?_(?:InOctets|OutOctets)|IpExt_(?:InOctets|OutOctets)|Icmp6?_(?:InMsgs|OutMsgs)|TcpExt_(?:Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|Tcp_(?:ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(?:InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$/;

const hostNetwork = (files: HostFiles, file: string): string | undefined =>
  files.proc(`1/net/${file}`) ?? files.proc(`net/${file}`);

export const netstat: NodePart = {
  name: 'netstat',
  collect({ files, out }) {
    const texts = [hostNetwork(files, 'netstat'), hostNetwork(files, 'snmp')];
    if (texts.every((text) => text === undefined)) return { problem: 'net/netstat and net/snmp cannot be read' };
    const write = (name: string, value: string | undefined): void => {
      if (NETSTAT.test(name)) out.untyped(`node_netstat_${name}`, `Statistic ${name.replace('_', ' ')}`, Number(value));
    };
    for (const text of texts) {
      // A line of names, and a line of numbers below it.
      const lines = (text ?? '').split('\n');
      for (let i = 0; i + 1 < lines.length; i += 2) {
        const [protocol = '', ...names] = lines[i]!.split(' ');
        const values = lines[i + 1]!.split(' ').slice(1);
        for (const [k, name] of names.entries()) write(`${protocol.replace(':', '')}_${name}`, values[k]);
      }
    }
    // Version 6 has one name and number to a line: Ip6InOctets.
    for (const [, protocol, name, value] of (hostNetwork(files, 'snmp6') ?? '').matchAll(
      /^(Ip6|Icmp6|Udp6|UdpLite6)(\w+)\s+(\d+)$/gm,
    )) {
      write(`${protocol}_${name}`, value);
    }
    return 'ok';
  },
};

const PAGE_BYTES = 4096;

export const sockstat: NodePart = {
  name: 'sockstat',
  collect({ files, out }) {
    const texts = [hostNetwork(files, 'sockstat'), hostNetwork(files, 'sockstat6')];
    if (texts.every((text) => text === undefined)) return { problem: 'net/sockstat cannot be read' };
    for (const text of texts) {
      for (const line of (text ?? '').split('\n')) {
        const [protocol = '', ...pairs] = line.split(/:? /);
        for (let i = 0; i + 1 < pairs.length; i += 2) {
          const [name = '', value] = [pairs[i], Number(pairs[i + 1])];
          const help = `Sockets: ${protocol} ${name}`;
          out.gauge(`node_sockstat_${protocol}_${name}`, help, value);
          if (name === 'mem') out.gauge(`node_sockstat_${protocol}_mem_bytes`, `${help}, in bytes`, value * PAGE_BYTES);
        }
      }
    }
    return 'ok';
  },
};

const CONNTRACK_STATS = [
  'found',
  'invalid',
  'ignore',
  'insert',
  'insert_failed',
  'drop',
  'early_drop',
  'search_restart',
] as const;

export const conntrack: NodePart = {
  name: 'conntrack',
  collect({ files, out }) {
    const read = (file: string): number | undefined => {
      const text = files.proc(`sys/net/netfilter/${file}`);
      return text === undefined ? undefined : Number(text);
    };
    const entries = read('nf_conntrack_count');
    // The module is loaded with the first rule that needs it.
    if (entries === undefined) return 'absent';
    out.gauge('node_nf_conntrack_entries', 'Connections that are tracked', entries);
    out.gauge('node_nf_conntrack_entries_limit', 'Most connections that can be tracked', read('nf_conntrack_max'));
    const [head = '', ...rows] = (files.proc('net/stat/nf_conntrack') ?? '').trim().split('\n');
    const columns = head.trim().split(/\s+/);
    for (const name of CONNTRACK_STATS) {
      const column = columns.indexOf(name === 'ignore' && !columns.includes('ignore') ? 'icmp_error' : name);
      if (column < 0) continue;
      // One row for each CPU, in hexadecimal.
      const values = rows.map((row) => Number.parseInt(row.trim().split(/\s+/)[column] ?? '', 16));
      const total = values.reduce((sum, value) => sum + value, 0);
      out.gauge(`node_nf_conntrack_stat_${name}`, `Connection tracking: ${name}`, total);
    }
    return 'ok';
  },
};

/** How many packets each CPU took from the interfaces, dropped, or had to leave for later. */
export const softnet: NodePart = {
  name: 'softnet',
  collect({ files, out }) {
    const text = files.proc('net/softnet_stat');
    if (text === undefined) return 'absent';
    for (const [i, line] of text.trim().split('\n').entries()) {
      const fields = line.split(/\s+/).map((field) => Number.parseInt(field, 16));
      const cpu = String(fields[12] ?? i);
      out.counter('node_softnet_processed_total', 'Packets taken', fields[0], { cpu });
      out.counter('node_softnet_dropped_total', 'Packets dropped', fields[1], { cpu });
      out.counter('node_softnet_times_squeezed_total', 'Times that packets were left for later', fields[2], { cpu });
    }
    return 'ok';
  },
};

export const arp: NodePart = {
  name: 'arp',
  collect({ files, out }) {
    const text = hostNetwork(files, 'arp');
    if (text === undefined) return 'absent';
    const entries = new Map<string, number>();
    for (const line of text.trim().split('\n').slice(1)) {
      const device = line.trim().split(/\s+/)[5];
      if (device !== undefined) entries.set(device, (entries.get(device) ?? 0) + 1);
    }
    for (const [device, count] of entries)
      out.gauge('node_arp_entries', 'Known addresses of neighbours', count, { device });
    return 'ok';
  },
};

/** Bytes that wait in the queues of UDP sockets. */
export const udpQueues: NodePart = {
  name: 'udp_queues',
  collect({ files, out }) {
    const versions = [
      ['v4', 'udp'],
      ['v6', 'udp6'],
    ] as const;
    let isPresent = false;
    for (const [ip, file] of versions) {
      const text = hostNetwork(files, file);
      if (text === undefined) continue;
      isPresent = true;
      let [sending, receiving] = [0, 0];
      for (const [, tx = '', rx = ''] of text.matchAll(/ ([0-9A-F]{8}):([0-9A-F]{8}) \d\d:/g)) {
        sending += Number.parseInt(tx, 16);
        receiving += Number.parseInt(rx, 16);
      }
      out.gauge('node_udp_queues', 'Bytes in the queues of UDP sockets', sending, { ip, queue: 'tx' });
      out.gauge('node_udp_queues', 'Bytes in the queues of UDP sockets', receiving, { ip, queue: 'rx' });
    }
    return isPresent ? 'ok' : 'absent';
  },
};
