import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { colourSchemeManager } from '../theme/colour-scheme.ts';
import { styleNonce } from '../theme/nonce.ts';
import { cssVariables, theme } from '../theme/theme.ts';
import type { ConsoleRouter } from './router.tsx';

interface AppProps {
  readonly queryClient: QueryClient;
  readonly router: ConsoleRouter;
}

/** What every page stands in: theme, cache of requests, notifications, router. */
export function App({ queryClient, router }: AppProps): ReactElement {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colourSchemeManager}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={3} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
