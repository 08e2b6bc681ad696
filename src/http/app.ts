/**
 * The HTTP edge, put together: what is done for every request, in its order, and the
 * resources. Nobody is answered with a stack trace: what was not foreseen is logged
 * under the request's id, and the answer names that id.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { ackPages } from './ack-pages.ts';
import { answerFailure } from './answer-failure.ts';
import { authentication } from './auth.ts';
import { limitBody } from './body-limit.ts';
import { channels } from './channels.ts';
import type { HttpEnv } from './context.ts';
import { dashboardRoutes } from './dashboard.ts';
import type { HttpDependencies } from './dependencies.ts';
import { docsPage } from './docs-page.ts';
import { escalationPolicies } from './escalation-policies.ts';
import { eventBatch } from './event-batch.ts';
import { healthRoutes } from './health.ts';
import { homePage } from './home-page.ts';
import { incidents } from './incidents.ts';
import { inspectTicketRoutes } from './inspect-tickets.ts';
import { notifications } from './notifications.ts';
import { openApiRoute } from './openapi.ts';
import type { Api } from './operation.ts';
import { problem } from './problem.ts';
import { createRefusals } from './refusals.ts';
import { refusedEvents } from './refused-events.ts';
import { requestIds } from './request-ids.ts';
import { requestMetrics } from './request-metrics.ts';
import { serviceEvents } from './service-events.ts';
import { services } from './services.ts';
import { streamRoutes } from './stream.ts';
import { timers } from './timers.ts';

export function createHttpApp(deps: HttpDependencies): Api {
  // Not strict: a slash at the end of a path is ignored.
  const app: Api = new OpenAPIHono<HttpEnv>({ strict: false });
  const refusals = createRefusals(deps);

  app.use(requestIds);
  app.use(requestMetrics(deps));
  app.use(refusals.middleware);
  app.use(limitBody);
  app.use(authentication(deps));
  for (const resource of [escalationPolicies, services, serviceEvents, incidents, notifications]) resource(app, deps);
  for (const resource of [timers, channels, refusedEvents, openApiRoute]) resource(app, deps);
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
