import { pino, type Logger } from 'pino';
import type { ServerConfig } from './config/config.ts';

export type Log = Logger;

export interface TextOutput {
  write(text: string): unknown;
}

/** Headers that carry secrets; no object that is logged shows them. */
const REDACTED = ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.secret', '*.code'];

/** The server's log: one line of text or JSON for each entry. */
export function makeLog(config: Pick<ServerConfig, 'logLevel' | 'logFormat'>, out: TextOutput, now: () => number): Log {
  const timestamp = (): string => `,"time":"${new Date(now()).toISOString()}"`;
  const options = {
    level: config.logLevel,
    redact: REDACTED,
    base: null,
    timestamp,
    formatters: { level: (level: string) => ({ level }) },
  };
  return pino(
    options,
    config.logFormat === 'json'
      ? { write: (line: string) => void out.write(line) }
      : { write: (line: string) => void out.write(asText(line)) },
  );
}

/** `2026-11-22T10:00:00.000Z info message key=value`. */
function asText(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  let text = `${String(time)} ${String(level).padEnd(5)} ${oneLine(String(msg ?? ''))}`;
  for (const [key, value] of Object.entries(rest)) {
    text += ` ${key}=${oneLine(typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value))}`;
  }
  // The stack of an unexpected error is for the people who mend it: indented, so that a line that begins with a time is an entry.
  const { stack } = (err ?? {}) as { stack?: unknown };
  if (typeof stack === 'string') text += `\n    ${stack.replaceAll('\n', '\n    ')}`;
  return `${text}\n`;
}

/** What others send must not be able to write lines of its own into the log. */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
