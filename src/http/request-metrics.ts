/** Counts and times every answer, by the route's pattern: a path would be a new series for each service. */
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { HttpEnv } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);
const SECOND_MS = 1_000;

export function requestMetrics({ metrics }: Pick<HttpDependencies, 'metrics'>): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const startedAt = performance.now();
    await next();
    const { method } = context.req;
    const pattern = routePath(context, -1);
    metrics.requestAnswered({
      method: METHODS.has(method) ? method : 'other',
      route: pattern === '/*' || pattern === '*' || pattern === '' ? 'none' : pattern,
      status: context.res.status,
      seconds: (performance.now() - startedAt) / SECOND_MS,
    });
  };
}
