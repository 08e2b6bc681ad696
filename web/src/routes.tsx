/**
 * Every page and its address. The page Now comes with the shell; the others are
 * fetched when they are first opened. A page's file exports its component by name.
 */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  stringifySearchWith,
} from '@tanstack/react-router';
import { NotThere } from './pages/not-there.tsx';
import { PageFailure } from './pages/page-failure.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotThere });

/** Whoever is in here is signed in. */
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Shell });

/** What may stand behind the `?` of an address: texts only, others are left out. */
type Search = Record<string, string | undefined>;
const texts =
  (...names: string[]) =>
  (search: Record<string, unknown>): Search =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
      }),
    );

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: texts('to'),
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
});

const pages = {
  now: createRoute({
    getParentRoute: () => inside,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/now.tsx'), 'NowPage'),
  }),
  incidents: createRoute({
    getParentRoute: () => inside,
    path: '/incidents',
    validateSearch: texts('service', 'state', 'since', 'until'),
    component: lazyRouteComponent(() => import('./pages/incidents.tsx'), 'IncidentsPage'),
  }),
  incident: createRoute({
    getParentRoute: () => inside,
    path: '/incidents/$id',
    component: lazyRouteComponent(() => import('./pages/incident.tsx'), 'IncidentPage'),
  }),
  services: createRoute({
    getParentRoute: () => inside,
    path: '/services',
    validateSearch: texts('q', 'state', 'label', 'escalationPolicyId'),
    component: lazyRouteComponent(() => import('./pages/services.tsx'), 'ServicesPage'),
  }),
  service: createRoute({
    getParentRoute: () => inside,
    path: '/services/$id',
    component: lazyRouteComponent(() => import('./pages/service.tsx'), 'ServicePage'),
  }),
  policies: createRoute({
    getParentRoute: () => inside,
    path: '/policies',
    component: lazyRouteComponent(() => import('./pages/policies.tsx'), 'PoliciesPage'),
  }),
  policy: createRoute({
    getParentRoute: () => inside,
    path: '/policies/$id',
    validateSearch: texts('revision'),
    component: lazyRouteComponent(() => import('./pages/policies-editor.tsx'), 'PolicyEditorPage'),
  }),
  inspector: createRoute({
    getParentRoute: () => inside,
    path: '/inspector',
    validateSearch: texts('machine', 'actor', 'incident', 'step'),
    component: lazyRouteComponent(() => import('./pages/inspector.tsx'), 'InspectorPage'),
  }),
  activity: createRoute({
    getParentRoute: () => inside,
    path: '/activity',
    validateSearch: texts('tab', 'incident', 'outcome'),
    component: lazyRouteComponent(() => import('./pages/activity.tsx'), 'ActivityPage'),
  }),
  integrations: createRoute({
    getParentRoute: () => inside,
    path: '/integrations',
    validateSearch: texts('id'),
    component: lazyRouteComponent(() => import('./pages/integrations.tsx'), 'IntegrationsPage'),
  }),
  webhooks: createRoute({
    getParentRoute: () => inside,
    path: '/webhooks',
    validateSearch: texts('id'),
    component: lazyRouteComponent(() => import('./pages/webhooks.tsx'), 'WebhooksPage'),
  }),
  settings: createRoute({
    getParentRoute: () => inside,
    path: '/settings',
    validateSearch: texts('tab'),
    component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
  }),
};

/** Any other address, inside the frame: who is signed in finds the way on. */
const elsewhere = createRoute({ getParentRoute: () => inside, path: '$', component: NotThere });

export const router = createRouter({
  routeTree: root.addChildren([signIn, inside.addChildren({ ...pages, elsewhere })]),
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: NotThere,
  scrollRestoration: true,
  // Texts only (see above), as they are: a number in quotes is nothing to paste into a chat.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
});

/** Where links without types of their own lead, and what they carry. */
export type { Search };

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
