import type { Unit } from '../units.ts';

/** Units of the other system by their ids there, and what one of its values has to be multiplied with. */
const UNITS: Readonly<Record<string, Unit>> = {
  '': 'none',
  none: 'none',
  short: 'count',
  locale: 'count',
  sishort: 'count',
  string: 'none',
  percent: 'percent',
  percentunit: 'ratio',
  bool: 'bool',
  bool_yes_no: 'bool',
  bool_on_off: 'bool',
  bytes: 'bytes',
  decbytes: 'bytes',
  Bps: 'B/s',
  binBps: 'B/s',
  bps: 'bit/s',
  binbps: 'bit/s',
  bits: 'suffix:bit',
  decbits: 'suffix:bit',
  kbytes: 'suffix:KiB',
  mbytes: 'suffix:MiB',
  gbytes: 'suffix:GiB',
  deckbytes: 'suffix:kB',
  decmbytes: 'suffix:MB',
  decgbytes: 'suffix:GB',
  KBs: 'suffix:kB/s',
  MBs: 'suffix:MB/s',
  s: 's',
  dtdurations: 's',
  clocks: 's',
  ms: 'ms',
  dtdurationms: 'ms',
  µs: 'suffix:µs',
  ns: 'suffix:ns',
  m: 'suffix:min',
  h: 'suffix:h',
  d: 'suffix:d',
  reqps: 'req/s',
  rps: 'req/s',
  ops: 'ops/s',
  iops: 'ops/s',
  rps_reads: 'ops/s',
  wps: 'ops/s',
  pps: 'pkt/s',
  cps: 'per-second',
  eps: 'per-second',
  mps: 'per-second',
  cores: 'cores',
  hertz: 'suffix:Hz',
  celsius: 'suffix:°C',
  dateTimeAsIso: 'unix',
  dateTimeAsUS: 'unix',
  dateTimeAsSystem: 'unix',
  dateTimeFromNow: 'unix',
};

/** @returns the unit, and whether it is only written behind the number */
export function unitOf(id: string): { readonly unit: Unit; readonly isKnown: boolean } {
  const known = UNITS[id];
  if (known !== undefined) return { unit: known, isKnown: true };
  const custom = /^(?:suffix|si|count|time|bool|currency):(.+)$/.exec(id)?.[1] ?? id;
  return { unit: `suffix:${custom.slice(0, 20)}`, isKnown: id.startsWith('suffix:') };
}

/** Dates are milliseconds there and seconds here. */
export const isMillisecondDate = (id: string): boolean => id.startsWith('dateTime');
