import type { Labels } from '@binnacle/model';
import type { LabelChoice, LabelPartNumbers, SeriesGroup } from '@binnacle/storage';
import { labelChooser, type LabelChooser } from './label-sets.ts';

/** Numbers parts of label sets by their texts, for series whose storage does not. */
export class PartsByLabels {
  private chooser: LabelChooser | undefined;
  private readonly known = new Map<string, number>();
  private readonly all: Labels[] = [];

  /** @param choice the same for every call */
  of(choice: LabelChoice, group: Pick<SeriesGroup, 'size' | 'labels'>): LabelPartNumbers {
    const chooser = (this.chooser ??= labelChooser(choice));
    const numbers = new Uint32Array(group.size);
    for (let i = 0; i < numbers.length; i++) {
      const own = group.labels(i);
      const key = chooser.key(own);
      let number = this.known.get(key);
      if (number === undefined) this.known.set(key, (number = this.all.push(chooser.labels(own))));
      numbers[i] = number;
    }
    return { numbers, labels: (number) => this.all[number - 1]! };
  }
}
