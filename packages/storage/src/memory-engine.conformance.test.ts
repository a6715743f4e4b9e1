import { describeEngine } from './conformance/index.ts';
import { createMemoryEngine } from './memory-engine.ts';

for (const grouping of ['each', 'same', 'all'] as const) {
  describeEngine(`in memory, grouping "${grouping}"`, () => {
    const engine = createMemoryEngine({ grouping });
    return Promise.resolve({ engine, openReader: engine.openReader, close: () => engine.close() });
  });
}
