import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@fontsource-variable/ibm-plex-sans/wght.css';
import '@fontsource/ibm-plex-mono/400.css';
import './theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createConsoleRouter } from './app/router.tsx';
import { startTranslation } from './i18n/start.ts';
import { createQueryClient } from './request/query-client.ts';
import { allowStyleElements } from './theme/nonce.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('BUG: index.html has no #root');

allowStyleElements();
await startTranslation();
const queryClient = createQueryClient();
const router = createConsoleRouter(queryClient);

createRoot(root).render(
  <StrictMode>
    <App queryClient={queryClient} router={router} />
  </StrictMode>,
);
