import type { Language, Unit } from '@binnacle/views';

/** A number as people read it: what to show large, and what small beside it. */
export interface FormattedValue {
  readonly number: string;
  /** Empty where the number says it all; otherwise with no space in front. */
  readonly unit: string;
}

/** A unit a value is divided by, and how it is written. */
export interface Scale {
  readonly divisor: number;
  readonly unit: string;
}

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const THOUSANDS = ['', 'K', 'M', 'B', 'T'];
const BITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'];

/** The scale that gives a magnitude one to four digits before the point. Units of `bytes` step by 1024. */
export function scaleFor(magnitude: number, unit: Unit): Scale {
  const size = Number.isFinite(magnitude) ? Math.abs(magnitude) : 0;
  switch (unit) {
    case 'bytes':
      return steps(size, 1024, BYTES, '');
    case 'B/s':
      return steps(size, 1024, BYTES, '/s');
    case 'bit/s':
      return steps(size, 1000, BITS, '');
    case 's':
      return seconds(size);
    case 'ms': {
      const scale = seconds(size / 1000);
      return { divisor: scale.divisor * 1000, unit: scale.unit };
    }
    case 'ratio':
      return { divisor: 0.01, unit: '%' };
    case 'percent':
      return { divisor: 1, unit: '%' };
    case 'cores':
      return size > 0 && size < 0.1 ? { divisor: 0.001, unit: 'mcores' } : { divisor: 1, unit: 'cores' };
    case 'req/s':
    case 'ops/s':
    case 'pkt/s':
      return rates(size, ` ${unit}`);
    case 'per-second':
      return rates(size, '/s');
    case 'none':
    case 'count':
      return counts(size);
    case 'bool':
    case 'unix':
      return { divisor: 1, unit: '' };
    default:
      return { ...counts(size), unit: `${counts(size).unit}${unit.slice('suffix:'.length)}` };
  }
}

/**
 * Formats a value in the unit of a panel. Without `decimals` three significant digits are kept, and no zeros at the end.
 * A value that is no number is a dash, infinities are signs.
 */
export function formatValue(value: number, unit: Unit, language: Language, decimals?: number): FormattedValue {
  if (Number.isNaN(value)) return { number: '–', unit: '' };
  if (value === Infinity) return { number: '∞', unit: '' };
  if (value === -Infinity) return { number: '-∞', unit: '' };
  if (unit === 'unix') return { number: formatMoment(value * 1000, language), unit: '' };
  return formatScaled(value, scaleFor(value, unit), language, decimals);
}

/** The same in one string: `1.5 MiB`, `12.5%`. */
export function valueText(value: number, unit: Unit, language: Language, decimals?: number): string {
  const { number, unit: suffix } = formatValue(value, unit, language, decimals);
  return suffix === '' || suffix === '%' ? `${number}${suffix}` : `${number} ${suffix}`;
}

/** A value on a scale chosen elsewhere, as the ticks of an axis share one. */
export function formatScaled(value: number, scale: Scale, language: Language, decimals?: number): FormattedValue {
  const scaled = value / scale.divisor;
  const digits = decimals ?? digitsFor(scaled);
  const rounded = Number(scaled.toFixed(digits));
  // -0.001 rounded is -0: a sign in front of a zero puzzles.
  return {
    number: numberFormat(language, decimals === undefined ? 0 : Math.min(decimals, digits), digits).format(
      rounded === 0 ? 0 : rounded,
    ),
    unit: scale.unit,
  };
}

/** Date and time to the second, in the browser's time zone. */
export function formatMoment(ms: number, language: Language): string {
  return dateFormat(language).format(ms);
}

/** Time of day to the second, in the browser's time zone. */
export function formatClock(ms: number, language: Language): string {
  return new Date(ms).toLocaleTimeString(language === 'en' ? 'en-GB' : language, { hour12: false });
}

function digitsFor(scaled: number): number {
  const size = Math.abs(scaled);
  if (size === 0 || size >= 100) return Number.isInteger(scaled) || size >= 1000 ? 0 : 1;
  if (size >= 10) return 1;
  if (size >= 1) return 2;
  // Three significant digits of what is below one, as far as toFixed goes.
  return Math.min(20, 2 - Math.floor(Math.log10(size)));
}

function steps(size: number, base: number, names: readonly string[], tail: string): Scale {
  let index = 0;
  let divisor = 1;
  // 1023.9 would be shown as 1024: the next name begins where rounding would reach it.
  while (size / divisor >= base - 0.5 && index < names.length - 1) {
    index += 1;
    divisor *= base;
  }
  return { divisor, unit: `${names[index]!}${tail}` };
}

/** Small counts are read digit by digit, large ones by magnitude. */
function counts(size: number): Scale {
  return size < 100_000 ? { divisor: 1, unit: '' } : steps(size, 1000, THOUSANDS, '');
}

function rates(size: number, tail: string): Scale {
  const scale = size < 10_000 ? { divisor: 1, unit: '' } : steps(size, 1000, THOUSANDS, '');
  return { divisor: scale.divisor, unit: `${scale.unit}${tail}`.trim() };
}

function seconds(size: number): Scale {
  if (size === 0) return { divisor: 1, unit: 's' };
  if (size < 0.999_5e-6) return { divisor: 1e-9, unit: 'ns' };
  if (size < 0.999_5e-3) return { divisor: 1e-6, unit: 'µs' };
  if (size < 0.999_5) return { divisor: 1e-3, unit: 'ms' };
  if (size < 120) return { divisor: 1, unit: 's' };
  if (size < 7200) return { divisor: 60, unit: 'min' };
  if (size < 172_800) return { divisor: 3600, unit: 'h' };
  return { divisor: 86_400, unit: 'd' };
}

// Intl objects are slow to make and are asked for thousands of times in a table.
const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(language: Language, least: number, most: number): Intl.NumberFormat {
  const key = `${language} ${least} ${most}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, { minimumFractionDigits: least, maximumFractionDigits: most });
    numberFormats.set(key, format);
  }
  return format;
}

const dateFormats = new Map<Language, Intl.DateTimeFormat>();
function dateFormat(language: Language): Intl.DateTimeFormat {
  let format = dateFormats.get(language);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hour12: false,
    });
    dateFormats.set(language, format);
  }
  return format;
}
