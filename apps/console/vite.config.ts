import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite` finds a running server during development; the built console is served by the server itself. */
const server = process.env['BINNACLE_SERVER'] ?? 'http://127.0.0.1:9630';

export default defineConfig({
  plugins: [react()],
  // The server puts a fresh nonce in its place each time it sends index.html (docs/decisions/0600).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    // Data URLs would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        advancedChunks: {
          // What changes only with an update of dependencies is cached apart from our own code.
          groups: [
            {
              name: 'vendor',
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next)[\\/]/,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: server, changeOrigin: true, headers: { origin: server } } } },
});
