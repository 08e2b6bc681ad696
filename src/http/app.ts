/**
 * The HTTP edge, put together: what is done for every request, in its order, and the
 * resources. Nobody is answered with a stack trace: what was not foreseen is logged
 * under the request's id, and the answer names that id.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { ackPages } from './ack-pages.ts';
import { answerFailure } from './answer-failure.ts';
import { authentication } from './auth.ts';
import { limitBody } from './body-limit.ts';
import { consolePages, noSuchPage } from './console-pages.ts';
import type { HttpEnv } from './context.ts';
import { dashboardRoutes } from './dashboard.ts';
import type { HttpDependencies } from './dependencies.ts';
import { docsPage } from './docs-page.ts';
import { healthRoutes } from './health.ts';
import { homePage } from './home-page.ts';
import { inspectBridge } from './inspect-bridge.ts';
import { integrationDoors } from './integrations/doors.ts';
import { createLimits } from './limits.ts';
import { DEFAULT_LIMITS } from './limits-settings.ts';
import { openApiRoute } from './openapi.ts';
import type { Api } from './operation.ts';
import { problem } from './problem.ts';
import { createRefusals } from './refusals.ts';
import { completeHeaders, giveRequestId } from './request-ids.ts';
import { countAnswer } from './request-metrics.ts';
import { pathOf } from './request-path.ts';
import { mountResources } from './resources.ts';
import { createRouter } from './router.ts';

/** Outside of everything that refuses. One layer for all of it: each has its price, and every event pays it. */
function around(deps: HttpDependencies, refusals: ReturnType<typeof createRefusals>): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const startedAt = performance.now();
    giveRequestId(context);
    await next();
    refusals.note(context);
    countAnswer(context, startedAt, deps);
    completeHeaders(context);
  };
}

export function createHttpApp(deps: HttpDependencies): Api {
  const app: Api = new OpenAPIHono<HttpEnv>({ getPath: pathOf, router: createRouter() });
  const refusals = createRefusals(deps);
  const limits = createLimits({ ...DEFAULT_LIMITS, ...deps.limits });

  if (deps.tracing) app.use(deps.tracing);
  app.use(around(deps, refusals));
  integrationDoors(app, { ...deps, keepRefusal: refusals.keep, limit: limits.arrivals });
  if (deps.consoleFiles) app.route('/', consolePages(deps.consoleFiles));
  app.use(authentication(deps));
  // Behind it: of what is refused as too large it is kept whose it was.
  app.use(limitBody);
  app.use(limits.requests);
  mountResources(app, deps, refusals.keep);
  openApiRoute(app, deps);
  app.route('/', ackPages(deps));
  app.route('/', homePage(deps));
  app.route('/', dashboardRoutes(deps));
  app.route('/', healthRoutes(deps));
  app.route('/', docsPage());
  app.route('/', inspectBridge(deps));

  // Asked only where nothing answers: it need not stand in the way of what is.
  const otherMethods = methodNotAllowed({
    app,
    onMethodNotAllowed: (context, methods) =>
      problem(context, 'method_not_allowed', `expected ${methods.join(' or ')}`, {
        headers: { Allow: methods.join(', ') },
      }),
  });
  app.notFound(async (context) => {
    const page = deps.consoleFiles && noSuchPage(context, deps.consoleFiles);
    if (page) return page;
    context.res = problem(context, 'not_found', `there is nothing at ${context.req.path}`);
    await otherMethods(context, () => Promise.resolve());
    return context.res;
  });
  app.onError((error, context) => answerFailure(error, context, deps.log));
  return app;
}
