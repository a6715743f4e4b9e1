import type { HeadIndex } from '../head/head-index.ts';
import type { Batch } from '../log/batch.ts';
import type { DefinitionSink } from '../log/record.ts';

/** Knows which label sets the current file of the log has, so that each is defined there before it is used, and once. */
export class LogDefinitions {
  /** By series: the file that last defined it. */
  private definedIn = new Uint32Array(1024);
  /** By number of a pair: the same. */
  private pairDefinedIn = new Uint32Array(1024);
  private readonly pairs: number[] = [];

  /**
   * Writes what a batch needs and the file does not have yet.
   *
   * @param epoch number of the file; when writing it fails the next write must have another one
   */
  define(batch: Batch, index: HeadIndex, epoch: number, sink: DefinitionSink): void {
    const { series, count } = batch;
    for (let i = 0; i < count; i++) {
      if (this.definedIn[series[i]!] !== epoch) this.defineSeries(series[i]!, index, epoch, sink);
    }
    for (const exemplar of batch.exemplars) {
      if (this.definedIn[exemplar.series] !== epoch) this.defineSeries(exemplar.series, index, epoch, sink);
    }
  }

  private defineSeries(series: number, index: HeadIndex, epoch: number, sink: DefinitionSink): void {
    // Better no batch than samples that belong to no series.
    if (index.record(series) === 0) throw new Error(`BUG: series ${series} is not in the index any more`);
    if (series >= this.definedIn.length) this.definedIn = grown(this.definedIn, series);
    this.definedIn[series] = epoch;
    const { pairs } = this;
    index.readPairs(series, pairs);
    for (const pair of pairs) {
      const number = index.pairNumber(pair);
      if (number >= this.pairDefinedIn.length) this.pairDefinedIn = grown(this.pairDefinedIn, number);
      if (this.pairDefinedIn[number] === epoch) continue;
      this.pairDefinedIn[number] = epoch;
      const [name, value] = index.pairText(pair);
      sink.pair(pair, name, value);
    }
    sink.series(series, pairs);
  }
}

function grown(list: Uint32Array<ArrayBuffer>, last: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(last * 2);
  larger.set(list);
  return larger;
}
