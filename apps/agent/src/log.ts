import { pino, type Logger } from 'pino';
import type { LogLevel } from './config/settings.ts';

/** What the agent says to its operator. Fields go to the JSON form; the text has to be enough by itself. */
export interface Log {
  readonly debug: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly info: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const NAMES: Readonly<Record<number, string>> = { 20: 'DEBUG', 30: 'INFO ', 40: 'WARN ', 50: 'ERROR' };

/** A log on `out`: one line for each message, as text for people or as JSON for machines. */
export function createLog(level: LogLevel, format: 'text' | 'json', out: { write(text: string): unknown }): Log {
  const destination = { write: (line: string): void => void out.write(format === 'json' ? line : asText(line)) };
  const logger: Logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

function asText(line: string): string {
  const entry: unknown = JSON.parse(line);
  if (typeof entry !== 'object' || entry === null) return line;
  const { level, time, msg } = entry as { level?: number; time?: string; msg?: string };
  return `${time ?? ''} ${NAMES[level ?? 30] ?? ''} ${oneLine(msg ?? '')}\n`;
}

/** Messages quote what others sent: control characters must not reach a terminal. */
// oxlint-disable-next-line no-control-regex -- exactly these are meant
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
