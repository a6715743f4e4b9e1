import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { firstViewBudget } from './build/first-view-budget.ts';
import { precompressed } from './build/precompressed.ts';
import { leaveOutJsonSchemas } from './build/without-json-schemas.ts';

/** Where `vite` finds a running server during development; the built console is served by the server itself. */
const server = process.env['BINNACLE_SERVER'] ?? 'http://127.0.0.1:9630';

export default defineConfig({
  plugins: [
    react(),
    leaveOutJsonSchemas(),
    firstViewBudget(
      [
        '/ScenesPage.tsx',
        '/DashboardPage.tsx',
        '/LoginPage.tsx',
        '/ExplorePage.tsx',
        '/InfrastructurePage.tsx',
        '/ObjectPage.tsx',
      ],
      350_000,
    ),
    precompressed(),
  ],
  // The server puts a fresh nonce in its place each time it sends index.html (docs/decisions/0600).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    // Data URLs would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              // What changes only with an update of dependencies is cached apart from our own code.
              name: 'vendor',
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](?!react-virtual|virtual-core)[^\\/]+|i18next|react-i18next)[\\/]/,
              priority: 2,
            },
            // One file instead of thirty small ones for what most pages have in common; the rest comes with its pages.
            { name: 'shared', minShareCount: 6, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: server, changeOrigin: true, headers: { origin: server } } } },
});
