import { LOG_LEVELS, type LogLevel } from './config/settings.ts';

/** What the agent says to its operator. Fields go to the JSON form; the text has to be enough by itself. */
export interface Log {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

export type LogLine = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A log on `out`: one line for each message, as text for people or as JSON for machines. */
export function createLog(
  level: LogLevel,
  format: 'text' | 'json',
  out: { write(text: string): unknown },
  nowMs: () => number = Date.now,
): Log {
  const line = (of: LogLevel): LogLine => {
    if (LOG_LEVELS.indexOf(of) < LOG_LEVELS.indexOf(level)) return () => {};
    return (message, fields = {}) => {
      const time = new Date(nowMs()).toISOString();
      const text =
        format === 'json'
          ? JSON.stringify({ time, level: of, message, ...fields })
          : `${time} ${of.toUpperCase().padEnd(5)} ${oneLine(message)}`;
      out.write(`${text}\n`);
    };
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

/** Messages quote what others sent: control characters must not reach a terminal. */
// oxlint-disable-next-line no-control-regex -- exactly these are meant
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
