/** Counts and times every answer, by the route's pattern: a path would be a new series for each service. */
import { routePath } from 'hono/route';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);
const SECOND_MS = 1_000;

/** @param startedAt by the monotonic clock */
export function countAnswer(
  context: HttpContext,
  startedAt: number,
  { metrics }: Pick<HttpDependencies, 'metrics'>,
): void {
  const { method } = context.req;
  const pattern = routePath(context, -1);
  metrics.requestAnswered({
    method: METHODS.has(method) ? method : 'other',
    route: pattern === '/*' || pattern === '*' || pattern === '' ? 'none' : pattern,
    status: context.res.status,
    seconds: (performance.now() - startedAt) / SECOND_MS,
  });
}
