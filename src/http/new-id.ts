/** The id that a new service or policy is given by its address. */
import { idSchema } from '../policy/escalation-policy.ts';
import type { HttpContext } from './context.ts';
import { problem } from './problem.ts';

export function readNewId(context: HttpContext): string | Response {
  const id = context.req.param('id') ?? '';
  const parsed = idSchema.safeParse(id);
  if (parsed.success) return id;
  const message = parsed.error.issues[0]?.message ?? 'expected an id';
  return problem(context, 'invalid', `the id in the address: ${message}`, {
    errors: [{ in: 'path', pointer: '/id', message }],
  });
}
