export { describeEngine } from './describe-engine.ts';
export type { EngineFactory, EngineUnderTest } from './engine-under-test.ts';
export {
  MINUTE_MS,
  NOW_MS,
  addSample,
  histogramOf,
  labelSet,
  named,
  query,
  readAll,
  seriesOf,
  write,
  type ReadSample,
  type TestValue,
} from './samples.ts';
