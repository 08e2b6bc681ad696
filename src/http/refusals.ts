/**
 * What was refused of events: kept for people (who else would notice an alert that
 * never came in?) and counted. Not a promise: a flood of them is counted only, so
 * that whoever has no key can't make the store busy.
 */
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';

const SECOND = 1_000;
const KEPT_A_SECOND = 100;
const ID_SHOWN = 80;
const DETAIL_SHOWN = 500;

interface Refused {
  route: string;
  serviceId: string | null;
  code: string;
  detail: string;
}

export type KeepRefusal = (context: HttpContext, refused: Refused) => void;

/** The routes that take events. */
const EVENTS =
  /^\/v1\/(?:(?<services>services)\/(?<service>[^/]+)\/(?:alert|resolve|ack|healthy)|incidents\/[^/]+\/(?:ack|unack|healthy|snooze|escalate|notes)|events)\/?$/;

export function createRefusals({ pager, metrics }: Pick<HttpDependencies, 'pager' | 'metrics'>): {
  keep: KeepRefusal;
  /** Of a request that was answered: keeps what was refused of it. */
  note(context: HttpContext): void;
} {
  let second = 0;
  let kept = 0;

  const keep: KeepRefusal = (context, { route, serviceId, code, detail }) => {
    metrics.refused(code);
    const at = Date.now();
    if (at - second >= SECOND) [second, kept] = [at, 0];
    if (++kept > KEPT_A_SECOND) return;
    pager.recordRefusal({
      at,
      method: 'POST',
      route,
      serviceId: serviceId?.slice(0, ID_SHOWN) ?? null,
      keyName: context.get('keyName') ?? null,
      code,
      detail: detail.slice(0, DETAIL_SHOWN),
    });
  };

  return {
    keep,
    note(context) {
      const refusal = context.get('refusal');
      if (!refusal || context.req.method !== 'POST') return;
      const event = EVENTS.exec(context.req.path);
      if (!event) return;
      // While the store is away there is no place to keep it in, and the sender was told to come again.
      if (context.res.status >= 500) metrics.refused(refusal.code);
      else keep(context, { ...placeOf(event), ...refusal });
    },
  };
}

function placeOf({ 0: path, groups }: RegExpExecArray): { route: string; serviceId: string | null } {
  const [, , collection, , act] = path.split('/');
  return {
    route: act ? `/v1/${collection}/{id}/${act}` : '/v1/events',
    serviceId: groups?.services ? (groups.service ?? null) : null,
  };
}
