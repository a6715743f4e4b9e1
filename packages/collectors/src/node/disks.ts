import type { NodePart } from './node-part.ts';

/** Partitions and devices that only pass on to others: their numbers are in those of the disk. */
const EXCLUDED = /^(?:(?:ram|loop|fd|(?:h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+|(?:dm|sr)-?\d*p\d+)$/;
/** Sectors of /proc/diskstats are of this size whatever the disk's own are. */
const SECTOR = 512;
const MS = 1 / 1000;

type Column = readonly [column: number, factor: number, name: string, help: string, type?: 'gauge'];

/** @see https://docs.kernel.org/admin-guide/iostats.html */
const COLUMNS: readonly Column[] = [
  [3, 1, 'reads_completed_total', 'Reads done'],
  [4, 1, 'reads_merged_total', 'Reads that were merged with others'],
  [5, SECTOR, 'read_bytes_total', 'Bytes read'],
  [6, MS, 'read_time_seconds_total', 'Time spent reading'],
  [7, 1, 'writes_completed_total', 'Writes done'],
  [8, 1, 'writes_merged_total', 'Writes that were merged with others'],
  [9, SECTOR, 'written_bytes_total', 'Bytes written'],
  [10, MS, 'write_time_seconds_total', 'Time spent writing'],
  [11, 1, 'io_now', 'Operations in progress', 'gauge'],
  [12, MS, 'io_time_seconds_total', 'Time for which the disk was busy'],
  [13, MS, 'io_time_weighted_seconds_total', 'Busy time multiplied by the operations in progress'],
  [14, 1, 'discards_completed_total', 'Discards done'],
  [15, 1, 'discards_merged_total', 'Discards that were merged with others'],
  [16, 1, 'discarded_sectors_total', 'Sectors discarded'],
  [17, MS, 'discard_time_seconds_total', 'Time spent discarding'],
  [18, 1, 'flush_requests_total', 'Flushes done'],
  [19, MS, 'flush_requests_time_seconds_total', 'Time spent flushing'],
];

export const disks: NodePart = {
  name: 'diskstats',
  collect({ files, out }) {
    const text = files.proc('diskstats');
    if (text === undefined) return { problem: 'diskstats cannot be read' };
    for (const line of text.split('\n')) {
      const fields = line.trim().split(/\s+/);
      const [major = '', minor = '', device = ''] = fields;
      if (fields.length < 14 || EXCLUDED.test(device)) continue;
      const labels = { device };
      for (const [column, factor, name, help, type] of COLUMNS) {
        const value = fields[column] === undefined ? undefined : Number(fields[column]) * factor;
        if (type === 'gauge') out.gauge(`node_disk_${name}`, help, value, labels);
        else out.counter(`node_disk_${name}`, help, value, labels);
      }
      const fact = (file: string): string => files.sys(`block/${device}/device/${file}`)?.trim() ?? '';
      const info = {
        device,
        major,
        minor,
        path: '',
        wwn: '',
        model: fact('model'),
        serial: fact('serial'),
        revision: fact('rev'),
      };
      out.gauge('node_disk_info', 'Facts of the disk', 1, info);
    }
    return 'ok';
  },
};
