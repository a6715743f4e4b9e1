/** A whole answer. Watches are written as they go and have none. */
export interface Answer {
  readonly code: number;
  readonly body: Buffer | string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = (code: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer => ({
  code,
  body: JSON.stringify(value),
  ...(headers === undefined ? {} : { headers }),
});

export const text = (code: number, body: string, contentType = 'text/plain; charset=utf-8'): Answer => ({
  code,
  body,
  contentType,
});
