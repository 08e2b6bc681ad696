/** The console's composition root. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './theme/mantine.css';
import './theme/tokens.css';
import './theme/base.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/problem.ts';
import { whenSignedOut } from './api/send.ts';
import { router } from './routes.tsx';
import { applyDensity } from './shell/density.ts';
import { cssVariablesResolver, theme } from './theme/theme.ts';

// The one style of this page that has no file of its own is allowed by the answer's nonce.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
setNonce(nonce);
applyDensity();

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream says when something has changed.
      staleTime: 60_000,
      retry: (failures, error) =>
        failures < 3 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
  },
});

whenSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in') router.navigate({ to: '/sign-in', search: { to: href } });
});

const place = document.getElementById('console');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={client}>
          <Notifications position="bottom-right" limit={4} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
