import { defineConfig } from 'vitest/config';

/**
 * Four suites by file name: `*.test.ts` needs nothing but Node, `*.integration.test.ts` starts real programs (etcd,
 * the server itself), `*.e2e.test.ts` drives Chromium, `*.cluster.test.ts` starts Docker, containerd or Kubernetes.
 * tools/test.ts runs them one after the other.
 */
export default defineConfig({
  test: {
    pool: 'threads',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps,tools,deploy,docs,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/*.{integration,e2e,cluster}.test.ts'],
          // No test measures time; this only ends one that hangs, on a machine that may be busy.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{packages,apps,e2e}/**/*.integration.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['{packages,apps,e2e,deploy}/**/*.cluster.test.ts'],
          pool: 'forks',
          // One lab at a time: its ports and networks are fixed.
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
