import { z } from 'zod';
import { parseDurationMs } from '../../config/duration.ts';
import { parseSizeBytes } from '../../config/size.ts';

/** Fields of files in which every scalar is a text. An empty value is the same as none, as in Prometheus. */
export const text = z.string('expected a text');

/** `key:` without a value. */
const orNothing = <T extends z.ZodType>(type: T): z.ZodPreprocess<z.ZodOptional<T>> =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), type.optional());

export const flag = orNothing(
  z
    .string('expected true or false')
    .regex(/^(true|false|yes|no|on|off)$/i, 'expected true or false')
    .transform((value) => /^(true|yes|on)$/i.test(value)),
);

export const count = orNothing(
  z
    .string('expected a whole number')
    .regex(/^\d{1,15}$/, 'expected a whole number')
    .transform(Number),
);

export const decimal = orNothing(
  z
    .string('expected a number')
    .regex(/^\d+(\.\d+)?$/, 'expected a number')
    .transform(Number),
);

export const duration = orNothing(
  z.string('expected a duration such as 30s or 1m').transform((value, context) => {
    const ms = parseDurationMs(value) ?? (/^\d+w$/.test(value) ? Number(value.slice(0, -1)) * 604_800_000 : undefined);
    if (ms !== undefined) return ms;
    context.addIssue({
      code: 'custom',
      message: `expected a duration such as 30s or 1m, got ${JSON.stringify(value)}`,
    });
    return z.NEVER;
  }),
);

export const size = orNothing(
  z.string('expected a size such as 64MB').transform((value, context) => {
    const bytes = parseSizeBytes(value);
    if (bytes !== undefined) return bytes;
    context.addIssue({ code: 'custom', message: `expected a size such as 64MB, got ${JSON.stringify(value)}` });
    return z.NEVER;
  }),
);

export const optionalText = text.optional();

export const list = <T extends z.ZodType>(item: T, expected: string): z.ZodPreprocess<z.ZodOptional<z.ZodArray<T>>> =>
  orNothing(z.array(item, expected));

export const textList = list(text, 'expected a list of texts');

export const textMap = orNothing(z.record(z.string(), text, 'expected names with their values'));

export const group = <T extends z.ZodType>(type: T): z.ZodPreprocess<z.ZodOptional<T>> => orNothing(type);

/** A part that is accepted as it is, and looked at elsewhere or not at all. */
export const anything = z.unknown().optional();
