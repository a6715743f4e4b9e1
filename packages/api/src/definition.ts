import { z } from 'zod';

/** The definition of a dashboard or view. Its inner schema is that of the package `views`. */
export const definition = z.record(z.string(), z.unknown());

/** Text in the console's languages; a plain string is the same in each. */
export const localizedText = z.union([z.string(), z.object({ en: z.string(), 'zh-CN': z.string() })]);
export type LocalizedText = z.infer<typeof localizedText>;
