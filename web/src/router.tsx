import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';

import { layerQuery } from './api/layer.js';
import { isUnauthenticated } from './api/problem.js';
import { projectQuery, projectsQuery } from './api/projects.js';
import { summaryQuery } from './api/revenue.js';
import { sessionQuery } from './api/session.js';
import { parseOperatorsSearch } from './pages/accounts/search.js';
import { parseRevenueSearch } from './pages/revenue/search.js';
import { SignInPage } from './pages/sign-in/SignInPage.js';
import { parseSearch, type RawSearch, stringifySearch } from './search.js';
import { Frame } from './shell/Frame.js';
import { PageFailed, PageNotFound } from './shell/PageFailed.js';
import { ProjectScope } from './shell/ProjectScope.js';
import { Shell } from './shell/Shell.js';
import { SignedIn } from './shell/SignedIn.js';

interface Context {
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<Context>()({
  component: Shell,
  notFoundComponent: () => (
    <Frame>
      <PageNotFound />
    </Frame>
  ),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  // Only a path of our own: whoever made the link must not choose where one ends up.
  validateSearch: ({ next }: RawSearch): { next?: string } =>
    next !== undefined && /^\/(?![/\\])/.test(next) ? { next } : {},
  component: SignInPage,
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      return { session: await context.queryClient.ensureQueryData(sessionQuery) };
    } catch (error) {
      // The router's redirects are thrown objects, not errors.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      if (isUnauthenticated(error)) throw redirect({ to: '/sign-in', search: { next: location.href } });
      throw error;
    }
  },
  component: SignedIn,
  errorComponent: (props) => (
    <Frame>
      <PageFailed {...props} />
    </Frame>
  ),
});

const projectsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  // `all` is what the header links to: a list of one project is worth seeing when asked for.
  validateSearch: ({ all }: RawSearch): { all?: true } => (all === undefined ? {} : { all: true }),
  beforeLoad: async ({ context, search }) => {
    const projectId =
      context.session.project_id ?? (search.all ? null : await onlyProject(context.queryClient));
    if (projectId !== null) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw redirect({ to: '/projects/$projectId/revenue', params: { projectId } });
    }
  },
  component: lazyRouteComponent(() => import('./pages/projects/ProjectsPage.js'), 'ProjectsPage'),
});

/** The project to go to at once when there is exactly one. */
async function onlyProject(queryClient: QueryClient): Promise<string | null> {
  const { pages } = await queryClient.ensureInfiniteQueryData(projectsQuery);
  const projects = pages.flatMap(({ items }) => items);
  return projects.length === 1 ? (projects[0]?.id ?? null) : null;
}

const operatorsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/accounts',
  validateSearch: (search: RawSearch) => parseOperatorsSearch(search),
  component: lazyRouteComponent(() => import('./pages/accounts/OperatorsPage.js'), 'OperatorsPage'),
});

const projectRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/projects/$projectId',
  loader: ({ context, params }) => context.queryClient.ensureQueryData(projectQuery(params.projectId)),
  component: ProjectScope,
  errorComponent: PageFailed,
});

const settingsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'settings',
  validateSearch: ({ connection, problem }: RawSearch): { connection?: string; problem?: string } => ({
    ...(connection !== undefined && { connection }),
    ...(problem !== undefined && { problem }),
  }),
  // Asked for while the page's code is still on its way; the page itself awaits it.
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(layerQuery(params.projectId)),
  component: lazyRouteComponent(() => import('./pages/settings/SettingsPage.js'), 'SettingsPage'),
});

const revenueRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: 'revenue',
  validateSearch: (search: RawSearch) => parseRevenueSearch(search),
  loaderDeps: ({ search }) => ({ accounts: search.accounts ?? '' }),
  loader: ({ context: { queryClient }, params: { projectId }, deps: { accounts } }) => {
    void queryClient.prefetchQuery(layerQuery(projectId));
    void queryClient.prefetchQuery(summaryQuery(projectId, accounts));
  },
  component: lazyRouteComponent(() => import('./pages/revenue/RevenuePage.js'), 'RevenuePage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    projectsRoute,
    operatorsRoute,
    projectRoute.addChildren([settingsRoute, revenueRoute]),
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    // Only after a second: most pages are there sooner.
    defaultPendingComponent: () => <Frame>Loading…</Frame>,
  });
}

/** Leaves the page of somebody whose session has ended; signing in leads back to it. */
export function goToSignIn(router: ReturnType<typeof createAppRouter>): void {
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: { next: href } });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
