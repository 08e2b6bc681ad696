/**
 * The HTTP edge, put together: what is done for every request, in its order, and the
 * resources. Nobody is answered with a stack trace: what was not foreseen is logged
 * under the request's id, and the answer names that id.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { ackPages } from './ack-pages.ts';
import { answerFailure } from './answer-failure.ts';
import { apiKeys } from './api-keys.ts';
import { authentication } from './auth.ts';
import { limitBody } from './body-limit.ts';
import { channels } from './channels.ts';
import { consolePages } from './console-pages.ts';
import type { HttpEnv } from './context.ts';
import { dashboardRoutes } from './dashboard.ts';
import type { HttpDependencies } from './dependencies.ts';
import { docsPage } from './docs-page.ts';
import { escalationPolicies } from './escalation-policies.ts';
import { eventBatch } from './event-batch.ts';
import { healthRoutes } from './health.ts';
import { heartbeats } from './heartbeats.ts';
import { homePage } from './home-page.ts';
import { incidents } from './incidents.ts';
import { inspectTicketRoutes } from './inspect-tickets.ts';
import { integrationDoors } from './integrations/doors.ts';
import { integrations } from './integrations.ts';
import { limitRequests } from './limits.ts';
import { DEFAULT_LIMITS } from './limits-settings.ts';
import { machines } from './machines.ts';
import { notifications } from './notifications.ts';
import { openApiRoute } from './openapi.ts';
import type { Api } from './operation.ts';
import { overview } from './overview.ts';
import { problem } from './problem.ts';
import { createRefusals } from './refusals.ts';
import { refusedEvents } from './refused-events.ts';
import { requestIds } from './request-ids.ts';
import { requestMetrics } from './request-metrics.ts';
import { pathOf } from './request-path.ts';
import { serviceEvents } from './service-events.ts';
import { services } from './services.ts';
import { sessions } from './sessions.ts';
import { simulate } from './simulate.ts';
import { streamRoutes } from './stream.ts';
import { testAlert } from './test-alert.ts';
import { timers } from './timers.ts';
import { webhooks } from './webhooks.ts';

export function createHttpApp(deps: HttpDependencies): Api {
  const app: Api = new OpenAPIHono<HttpEnv>({ getPath: pathOf });
  const refusals = createRefusals(deps);
  const limit = limitRequests({ ...DEFAULT_LIMITS, ...deps.limits });

  if (deps.tracing) app.use(deps.tracing);
  app.use(requestIds);
  app.use(requestMetrics(deps));
  app.use(refusals.middleware);
  integrationDoors(app, { ...deps, keepRefusal: refusals.keep, limit });
  if (deps.consoleFiles) app.route('/', consolePages(deps.consoleFiles));
  app.use(limitBody);
  app.use(authentication(deps));
  app.use(limit);
  for (const resource of [simulate, machines, escalationPolicies, services, serviceEvents, incidents, notifications])
    resource(app, deps);
  for (const resource of [
    heartbeats,
    integrations,
    webhooks,
    timers,
    overview,
    sessions,
    apiKeys,
    testAlert,
    channels,
    refusedEvents,
    openApiRoute,
  ])
    resource(app, deps);
  eventBatch(app, deps, refusals.keep);
  app.route('/', ackPages(deps));
  app.route('/', homePage(deps));
  app.route('/', dashboardRoutes(deps));
  app.route('/', healthRoutes(deps));
  app.route('/', docsPage());
  app.route('/', streamRoutes(deps));
  app.route('/', inspectTicketRoutes(deps));

  // Asked only where nothing answers: it need not stand in the way of what is.
  const otherMethods = methodNotAllowed({
    app,
    onMethodNotAllowed: (context, methods) =>
      problem(context, 'method_not_allowed', `expected ${methods.join(' or ')}`, {
        headers: { Allow: methods.join(', ') },
      }),
  });
  app.notFound(async (context) => {
    context.res = problem(context, 'not_found', `there is nothing at ${context.req.path}`);
    await otherMethods(context, () => Promise.resolve());
    return context.res;
  });
  app.onError((error, context) => answerFailure(error, context, deps.log));
  return app;
}
