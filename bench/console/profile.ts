import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Writes a CPU profile of the page over what `work` does. */
export async function profiled<T>(page: Page, file: string, work: () => Promise<T>): Promise<T> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.setSamplingInterval', { interval: 200 });
  await devtools.send('Profiler.start');
  try {
    return await work();
  } finally {
    const { profile } = await devtools.send('Profiler.stop');
    writeFileSync(file, JSON.stringify(profile));
    await devtools.detach();
  }
}
