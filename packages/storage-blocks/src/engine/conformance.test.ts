import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEngine, type EngineUnderTest } from '@binnacle/storage/conformance';
import { openReader } from '../read/open-reader.ts';
import { openBlocksEngine } from './blocks-engine.ts';

async function open(dir: string, nowMs: number, flushOnClose: boolean): Promise<EngineUnderTest> {
  const engine = await openBlocksEngine({ dir, clock: () => nowMs, maintenance: 'manual', flushOnClose });
  await engine.openWorkspace('other');
  return {
    engine,
    openReader,
    settle: () => engine.settle('default'),
    async reopen() {
      await engine.close();
      return open(dir, nowMs, flushOnClose);
    },
    async close() {
      await engine.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'binnacle-blocks-'));

describeEngine('embedded, blocks', async (nowMs) => open(await folder(), nowMs, true));
describeEngine('embedded, log', async (nowMs) => {
  const current = await open(await folder(), nowMs, false);
  // Without flushing, a restart reads the log.
  return { engine: current.engine, openReader, reopen: current.reopen!, close: current.close };
});
