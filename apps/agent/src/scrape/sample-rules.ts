import type { Labels, MetricType } from '@binnacle/model';

export type LabelsOutcome =
  /** `labels` is undefined for a series that relabeling drops. */
  { readonly ok: true; readonly labels: Labels | undefined } | { readonly ok: false; readonly message: string };

/** Which families of a target are kept, and the metric names that they get. Asked once for each series. */
export interface FamilySelection {
  /**
   * @param family  name of the family
   * @param metric  name of the sample
   */
  keeps(family: string, metric: string, type: MetricType): boolean;
  rename(family: string, metric: string): { readonly name: string; readonly measurement: string | undefined };
}

/** The labels under which a target's samples are stored. Asked once for each series. */
export interface SampleLabels {
  /** Labels of the series that say how the target is (`up` and its like). */
  ownLabels(metric: string, instance: string): Labels;
  /**
   * @param raw          labels as the exposition has them
   * @param info         labels of the info families of the same scrape
   * @param metric       name under which the sample is stored
   * @param measurement  value of the label `measurement`
   */
  resolve(
    raw: Labels,
    info: ReadonlyMap<string, string>,
    metric: string,
    measurement: string | undefined,
  ): LabelsOutcome;
}

/** Both, for one target. */
export interface SampleRules {
  readonly families: FamilySelection;
  readonly labels: SampleLabels;
}
