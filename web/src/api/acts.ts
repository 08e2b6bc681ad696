/**
 * What people do, from wherever they do it: the act, what is said about it, and the
 * way back where there is one. Bound to an incident, so that a page which is behind
 * can't do to the next incident what was meant for this one.
 */
import { useQueryClient } from '@tanstack/react-query';
import { nanoid } from 'nanoid';
import { useMemo } from 'react';
import { applyIncident } from '../live/apply-change.ts';
import { notifyDone, notifyFailed } from '../notices/notices.tsx';
import { answerOf, api } from './client.ts';
import { queries } from './queries.ts';
import type { EventAnswer, Incident } from './types.ts';

type Asked = ReturnType<typeof incident.ack.$post>;

/** Enough to act on it and to speak of it. */
export type ActedOn = Pick<Incident, 'id' | 'serviceName'>;

export interface Acts {
  acknowledge(incidents: ActedOn[], note?: string): Promise<void>;
  /** Closes it. There is no way back from that: an alert opens another one. */
  healthy(incident: ActedOn, note?: string): Promise<void>;
  escalate(incident: ActedOn, options?: { fromTheStart?: boolean }): Promise<void>;
  note(incident: ActedOn, note: string): Promise<boolean>;
}

const IGNORED: Record<string, string> = {
  already_acked: 'somebody else had acknowledged it already',
  not_acked: 'nobody had acknowledged it any more',
  not_unhealthy: 'it was closed already',
  other_incident: 'it is closed',
};

const incident = api.incidents[':id'];

export function useActs(): Acts {
  const client = useQueryClient();
  return useMemo(() => {
    const send = async (id: string, ask: (to: ReturnType<typeof once>) => Asked): Promise<EventAnswer> => {
      const answer = await answerOf(ask(once(id)));
      // The stream tells it too; who acted should not wait for it.
      answerOf(incident.$get({ param: { id } }))
        .then((read) => applyIncident(client, read))
        .catch(() => client.invalidateQueries({ queryKey: queries.incident(id).queryKey }));
      return answer;
    };

    const unacknowledge = async (incidents: ActedOn[]) => {
      try {
        const note = 'taken back in the console';
        await Promise.all(incidents.map(({ id }) => send(id, (to) => incident.unack.$post({ ...to, json: { note } }))));
        notifyDone(incidents.length === 1 ? 'Taken back: escalation goes on.' : `${incidents.length} taken back.`);
      } catch (error) {
        notifyFailed('The acknowledgement could not be taken back.', error);
      }
    };

    return {
      async acknowledge(incidents, note) {
        const results = await Promise.allSettled(
          incidents.map(({ id }) => send(id, (to) => incident.ack.$post({ ...to, json: { note } }))),
        );
        const done = incidents.filter((_, index) => {
          const result = results[index];
          return result?.status === 'fulfilled' && result.value.changed;
        });
        const failed = results.find((result) => result.status === 'rejected');
        if (failed) {
          const what = incidents.length === 1 ? `${named(incidents)} was not` : 'Not everything was';
          notifyFailed(`${what} acknowledged.`, failed.reason);
        }
        if (done.length > 0) notifyDone(`Acknowledged ${named(done)}.`, { act: () => unacknowledge(done) });
        else if (!failed) notifyDone(`Nothing to acknowledge: ${reasonOf(results)}.`);
      },
      async healthy({ id, serviceName }, note) {
        try {
          const { changed, reason } = await send(id, (to) => incident.healthy.$post({ ...to, json: { note } }));
          notifyDone(changed ? `${serviceName} is healthy.` : `Nothing to close: ${IGNORED[reason ?? ''] ?? reason}.`);
        } catch (error) {
          notifyFailed(`${serviceName} was not closed.`, error);
        }
      },
      async escalate({ id, serviceName }, { fromTheStart = false } = {}) {
        try {
          const answer = await send(id, (to) =>
            incident.escalate.$post({ ...to, json: { refreshPolicy: fromTheStart || undefined } }),
          );
          notifyDone(
            answer.changed
              ? `Level ${answer.incident?.level ?? 1} of ${serviceName} is being told.`
              : `Nobody was told: ${IGNORED[answer.reason ?? ''] ?? answer.reason}.`,
          );
        } catch (error) {
          notifyFailed(`Nobody was told about ${serviceName}.`, error);
        }
      },
      async note({ id }, note) {
        try {
          await send(id, (to) => incident.notes.$post({ ...to, json: { note } }));
          return true;
        } catch (error) {
          notifyFailed('The note was not kept.', error);
          return false;
        }
      },
    };
  }, [client]);
}

/** The line may be cut behind the request: the same act again is then no second one. */
const once = (id: string) => ({ param: { id }, header: { 'Idempotency-Key': nanoid() } });

const named = ([first, ...others]: ActedOn[]) =>
  others.length === 0 ? (first?.serviceName ?? '') : `${first?.serviceName} and ${others.length} more`;

function reasonOf(results: PromiseSettledResult<EventAnswer>[]): string {
  const [first] = results;
  const reason = first?.status === 'fulfilled' ? first.value.reason : undefined;
  return IGNORED[reason ?? ''] ?? 'it had changed in the meantime';
}
