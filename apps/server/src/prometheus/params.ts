import { parseDurationMs } from '../config/units.ts';

/** A refusal in the words of the Prometheus API. */
export interface ApiError {
  readonly errorType: ErrorType;
  readonly error: string;
}

/** Error types of the Prometheus API with their status codes. @see web/api/v1/api.go */
export const httpStatus = {
  bad_data: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  not_acceptable: 406,
  execution: 422,
  canceled: 499,
  internal: 500,
  unavailable: 503,
  timeout: 503,
} as const;
export type ErrorType = keyof typeof httpStatus;

/** A parameter that does not fit; thrown by the readers below, and caught where the request is answered. */
export class BadParameter extends Error {}

const invalid = (name: string, message: string): BadParameter =>
  new BadParameter(`invalid parameter "${name}": ${message}`);

/** Parameters of a request: those of a form in the body come before those of the URL, as in Go's `http.Request`. */
export class Params {
  readonly #sources: readonly URLSearchParams[];

  constructor(query: string, form: string | undefined) {
    this.#sources = [...(form === undefined ? [] : [new URLSearchParams(form)]), new URLSearchParams(query)];
  }

  /** The first value, or `''`. */
  get(name: string): string {
    for (const it of this.#sources) {
      const value = it.get(name);
      if (value !== null) return value;
    }
    return '';
  }

  all(name: string): string[] {
    return this.#sources.flatMap((it) => it.getAll(name));
  }
}

/** The times that Prometheus takes as "no bound", in its own words. They do not fit JavaScript's calendar. */
const MIN_TIME = '-292273086-05-16T16:47:06Z';
const MAX_TIME = '292277025-08-18T07:12:54.999999999Z';
/** The first and last millisecond that a number says exactly: what is beyond them counts as them. */
export const MIN_TIME_MS = Number.MIN_SAFE_INTEGER;
export const MAX_TIME_MS = Number.MAX_SAFE_INTEGER;

/** What Go's `strconv.ParseFloat` takes. */
const FLOAT =
  /^[+-]?(?:(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?|0[xX][\da-fA-F_]*\.?[\da-fA-F_]*[pP][+-]?\d+|inf(?:inity)?|nan)$/i;

function parseFloatGo(text: string): number | undefined {
  // Underscores may stand between digits.
  if (!FLOAT.test(text) || /(?<!\d)_|_(?!\d)/.test(text)) return undefined;
  const lower = text.toLowerCase().replace(/^\+/, '').replaceAll('_', '');
  if (/inf/.test(lower)) return lower.startsWith('-') ? -Infinity : Infinity;
  if (lower === 'nan' || lower === '-nan') return Number.NaN;
  if (lower.includes('0x')) return undefined;
  return Number(lower);
}

/** Unix milliseconds of seconds (with a fraction) or RFC 3339, rounded down to the millisecond as Prometheus does. */
export function parseTime(text: string): number | undefined {
  const seconds = parseFloatGo(text);
  if (seconds !== undefined) {
    if (!Number.isFinite(seconds)) return undefined;
    const whole = Math.trunc(seconds);
    const ms = whole * 1000 + Math.round((seconds - whole) * 1000);
    return Math.min(MAX_TIME_MS, Math.max(MIN_TIME_MS, ms));
  }
  if (text === MIN_TIME) return MIN_TIME_MS;
  if (text === MAX_TIME) return MAX_TIME_MS;
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})([.,]\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (match === null) return undefined;
  const ms = Date.parse(`${match[1]}T${match[2]}${match[4]}`);
  if (Number.isNaN(ms)) return undefined;
  return ms + Math.floor(Number(`0.${(match[3] ?? '.0').slice(1)}`) * 1000);
}

/** Milliseconds of seconds (with a fraction) or of Prometheus's `1h30m`. */
function parseDuration(text: string): number | string {
  const seconds = parseFloatGo(text);
  if (seconds !== undefined) {
    // 2^63 nanoseconds, as a Go duration.
    if (!(Math.abs(seconds) <= 9_223_372_036)) return `cannot parse "${text}" to a valid duration. It overflows int64`;
    return seconds * 1000;
  }
  return parseDurationMs(text) ?? `cannot parse "${text}" to a valid duration`;
}

/** A required time. */
export function timeParam(params: Params, name: string): number {
  const text = params.get(name);
  const ms = parseTime(text);
  if (ms === undefined) throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  return ms;
}

export function optionalTimeParam(params: Params, name: string, otherwiseMs: number): number {
  const text = params.get(name);
  if (text === '') return otherwiseMs;
  const ms = parseTime(text);
  if (ms !== undefined) return ms;
  throw invalid(name, `invalid time value for '${name}': cannot parse ${JSON.stringify(text)} to a valid timestamp`);
}

/** The step of a range query: a required duration above 0. */
export function stepParam(params: Params): number {
  const outcome = parseDuration(params.get('step'));
  if (typeof outcome === 'string') throw invalid('step', outcome);
  if (outcome <= 0)
    throw invalid('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  // Steps are whole milliseconds inside; the smallest is one.
  return Math.max(1, Math.trunc(outcome));
}

/** `timeout`, never more than the server's own. */
export function timeoutParam(params: Params, maxMs: number): number {
  const text = params.get('timeout');
  if (text === '') return maxMs;
  const outcome = parseDuration(text);
  if (typeof outcome === 'string') throw invalid('timeout', outcome);
  return Math.min(Math.max(0, outcome), maxMs);
}

export function lookbackParam(params: Params, otherwiseMs: number): number {
  const text = params.get('lookback_delta');
  if (text === '') return otherwiseMs;
  const outcome = parseDuration(text);
  if (typeof outcome === 'string') throw new BadParameter(`error parsing lookback delta duration: ${outcome}`);
  return outcome > 0 ? Math.trunc(outcome) : otherwiseMs;
}

/** A whole number, 0 for "no limit"; the messages are those of Go's `strconv.Atoi`. */
export function limitParam(params: Params, name = 'limit'): number {
  const text = params.get(name);
  if (text === '') return 0;
  if (!/^[+-]?\d+$/.test(text)) throw invalid(name, `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw invalid(name, `strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`);
  if (value < 0) throw invalid(name, 'limit must be non-negative');
  return value;
}

/** A limit of the older routes, which say it shorter: any number below 1 is no limit. */
export function looseLimitParam(params: Params, name: string): number {
  const text = params.get(name);
  if (text === '') return 0;
  if (!/^[+-]?\d{1,15}$/.test(text)) throw new BadParameter(`${name} must be a number`);
  return Math.max(0, Number(text));
}

/** `U__http_2e_status` is `http.status`: how clients write label names that a path cannot hold. */
export function unescapeLabelName(name: string): string {
  if (!name.startsWith('U__')) return name;
  const body = name.slice(3);
  let text = '';
  for (let i = 0; i < body.length;) {
    if (body[i] !== '_') {
      text += body[i++];
      continue;
    }
    if (body[i + 1] === '_') {
      text += '_';
      i += 2;
      continue;
    }
    const match = /^_([0-9a-fA-F]{1,6})_/.exec(body.slice(i));
    const code = match === null ? Number.NaN : Number.parseInt(match[1]!, 16);
    // What is not properly escaped stands for itself, as in Prometheus.
    if (!(code <= 0x10_ffff) || (code >= 0xd800 && code < 0xe000)) return name;
    text += String.fromCodePoint(code);
    i += match![0].length;
  }
  return text;
}
