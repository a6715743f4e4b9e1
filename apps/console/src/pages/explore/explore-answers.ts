import { z } from 'zod';
import { AnswerShapeError } from '../dashboard/prometheus-answer.ts';
import type { FamilyFacts } from './metric-list.ts';

const families = z.record(
  z.string(),
  z.array(z.object({ type: z.string(), help: z.string(), unit: z.string().default('') })),
);
const series = z.array(z.record(z.string(), z.string()));
const entries = z.array(z.object({ name: z.string(), value: z.number() }));
const tsdb = z.object({
  headStats: z.object({
    numSeries: z.number(),
    numLabelPairs: z.number(),
    minTime: z.number(),
    maxTime: z.number(),
  }),
  seriesCountByMetricName: entries,
  labelValueCountByLabelName: entries,
  seriesCountByLabelValuePair: entries,
});
/** `data` of `/api/v1/status/tsdb`. */
export type Tsdb = z.infer<typeof tsdb>;

/** `data` of `/api/v1/metadata`: the first of what is known of each family. */
export function readFamilies(data: unknown): ReadonlyMap<string, FamilyFacts> {
  return new Map(Object.entries(read(families, data)).flatMap(([name, [first]]) => (first ? [[name, first]] : [])));
}

export const readSeries = (data: unknown): readonly Readonly<Record<string, string>>[] => read(series, data);
export const readTsdb = (data: unknown): Tsdb => read(tsdb, data);

function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw new AnswerShapeError(parsed.error.message);
  return parsed.data;
}
