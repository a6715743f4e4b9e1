import { lineDraft, metricQuery as query, row, text, type GridRow } from '../built-in-panels.ts';
import { containerRate, containerValue, networkRate, perContainer } from './expressions.ts';

const legend = '{{name}}';
const named = (en: string, zh: string) => ({ legend: text(`${en} {{name}}`, `${zh} {{name}}`) });
/** Disks, and nothing that lies upon them: the same operation would count again. */
const DISKS = 'device=~"(/dev/)?(sd|vd|xvd|nvme|mmcblk|dm-|md|rbd|dasd).+"';
const operations = (direction: 'reads' | 'writes') =>
  perContainer((m, labels) => `sum by (${labels}) (rate(container_fs_${direction}_total{${m},${DISKS}}[$w]))`);

/** C18 and C19. */
export const networkRows: readonly GridRow[] = [
  row(
    26,
    [
      12,
      lineDraft(
        'C18',
        text('Traffic in and out', '进出流量'),
        'bit/s',
        [
          query('A', `8 * (${networkRate('container_network_receive_bytes_total')})`, named('in', '入')),
          query('B', `-8 * (${networkRate('container_network_transmit_bytes_total')})`, {
            ...named('out', '出'),
            draw: 'dashed',
          }),
        ],
        { axis: {}, description: text('Sent is below zero.', '发送在零线以下。') },
      ),
    ],
    [
      12,
      lineDraft(
        'C19',
        text('Errors and drops', '错误与丢包'),
        'pkt/s',
        [
          query('A', networkRate('container_network_receive_errors_total'), named('receive error', '接收错误')),
          query('B', networkRate('container_network_transmit_errors_total'), named('send error', '发送错误')),
          query('C', networkRate('container_network_receive_packets_dropped_total'), named('receive drop', '接收丢包')),
          query('D', networkRate('container_network_transmit_packets_dropped_total'), named('send drop', '发送丢包')),
        ].map((one) => ({ ...one, expr: `(${one.expr}) > 0` })),
        {
          thresholds: { compare: '>', warn: 0, crit: 10 },
          noValue: text('No errors, no drops', '没有错误与丢包'),
        },
      ),
    ],
  ),
];

/** C20 to C22. */
export const diskRows: readonly GridRow[] = [
  row(
    26,
    [
      8,
      lineDraft('C20', text('Bytes read and written', '读写字节'), 'B/s', [
        query('A', containerRate('container_fs_reads_bytes_total'), named('read', '读')),
        query('B', containerRate('container_fs_writes_bytes_total'), { ...named('written', '写'), draw: 'dashed' }),
      ]),
    ],
    [
      8,
      lineDraft('C21', text('Disk operations', '磁盘操作'), 'ops/s', [
        query('A', operations('reads'), named('read', '读')),
        query('B', operations('writes'), { ...named('write', '写'), draw: 'dashed' }),
      ]),
    ],
    [
      8,
      lineDraft(
        'C22',
        text('Writable layer and volumes', '可写层与卷'),
        'bytes',
        [query('A', containerValue('container_fs_usage_bytes'), { legend })],
        {
          description: text('Bytes the container itself has written.', '容器自身写入的字节数。'),
        },
      ),
    ],
  ),
];

const pressure = (resource: string, kind: 'waiting' | 'stalled') =>
  containerRate(`container_pressure_${resource}_${kind}_seconds_total`);

/** C23 and C24. */
export const pressureRows: readonly GridRow[] = [
  row(
    26,
    [
      8,
      lineDraft(
        'C23',
        text('Stall share (PSI)', '压力停顿占比（PSI）'),
        'ratio',
        [
          query('A', pressure('cpu', 'waiting'), named('CPU', 'CPU')),
          query('B', pressure('memory', 'waiting'), named('memory', '内存')),
          query('C', pressure('io', 'waiting'), named('I/O', 'I/O')),
          query('D', pressure('memory', 'stalled'), { ...named('memory, all', '内存（全部）'), draw: 'dashed' }),
          query('E', pressure('io', 'stalled'), { ...named('I/O, all', 'I/O（全部）'), draw: 'dashed' }),
        ],
        { thresholds: { warn: 0.1, crit: 0.3 } },
      ),
    ],
    [
      8,
      lineDraft('C24', text('Processes and threads', '进程与线程'), 'count', [
        query('A', containerValue('container_processes'), named('processes', '进程')),
        query('B', containerValue('container_threads'), { ...named('threads', '线程'), draw: 'dashed' }),
      ]),
    ],
    [
      8,
      lineDraft('C24-files', text('Open files and sockets', '打开的文件与套接字'), 'count', [
        query('A', containerValue('container_file_descriptors'), named('files', '文件')),
        query('B', containerValue('container_sockets'), { ...named('sockets', '套接字'), draw: 'dashed' }),
      ]),
    ],
  ),
];
