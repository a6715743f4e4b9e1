import { z } from 'zod';

/*
 * Schemas for what stands in a query string, where everything is text: `?namespace=a&namespace=b&limit=20`.
 */

/** A parameter that may be there several times: one of the values has to fit. */
export const several = <S extends z.ZodType<unknown, string>>(value: S, max = 100) =>
  z
    .union([value, z.array(value).max(max)])
    .optional()
    .transform((it): z.output<S>[] => (it === undefined ? [] : Array.isArray(it) ? it : [it]));

/** A whole number between two. */
export const wholeNumber = (min: number, max: number) => z.coerce.number<number | string>().int().min(min).max(max);
