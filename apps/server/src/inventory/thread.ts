import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

/** The beginning of the inventory's thread; see query/thread.ts. */
const { compileCacheDir } = workerData as { readonly compileCacheDir: string };
enableCompileCache(compileCacheDir);
await import('./worker.ts');
