/** Where a page ended: the sorted value of its last row, and the row's name and id for those that share the value. */
export interface Cursor {
  readonly value: string | number;
  readonly name: string;
  readonly id: number;
}

export const writeCursor = ({ value, name, id }: Cursor): string =>
  Buffer.from(JSON.stringify([value, name, id])).toString('base64url');

/** @returns undefined for what this server has not written */
export function readCursor(text: string): Cursor | undefined {
  try {
    const got: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(got) || got.length !== 3) return undefined;
    const [value, name, id] = got as readonly unknown[];
    if (
      (typeof value !== 'string' && typeof value !== 'number') ||
      typeof name !== 'string' ||
      !Number.isSafeInteger(id)
    )
      return undefined;
    return { value, name, id: id as number };
  } catch {
    return undefined;
  }
}
