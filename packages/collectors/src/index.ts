export type { CollectOutcome, Collector, CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from './collector.ts';
