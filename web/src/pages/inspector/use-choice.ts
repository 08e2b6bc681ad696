/** What is looked at, from the address; and, where it says nothing, what calls loudest. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { actorQueries } from './actor-queries.ts';

export interface Chosen {
  machine: string;
  actor: string | undefined;
  incident: string | undefined;
  /** From 1; undefined: live. */
  step: number | undefined;
}

export function useChoice(): { chosen: Chosen; choose: (next: Partial<Chosen>) => void } {
  const { machine = 'monitored-service', actor, incident, step } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data: open } = useQuery(queries.openIncidents());
  const { data: ids } = useQuery(actorQueries.ids(machine));
  const loudest = machine === 'monitored-service' ? open?.items[0]?.serviceId : undefined;
  const number = step === undefined ? Number.NaN : Number(step);
  const chosen: Chosen = {
    machine,
    actor: actor ?? loudest ?? ids?.[0],
    incident,
    step: Number.isInteger(number) && number > 0 ? number : undefined,
  };
  const choose = (next: Partial<Chosen>) => {
    // Another actor has other incidents, and another incident other steps.
    const isElse = 'actor' in next || 'machine' in next;
    const to = {
      ...chosen,
      ...(isElse && { incident: undefined }),
      ...('step' in next ? {} : { step: undefined }),
      ...next,
    };
    const search = { machine: to.machine, actor: to.actor, incident: to.incident, step: to.step?.toString() };
    navigate({ to: '/inspector', search, replace: true });
  };
  return { chosen, choose };
}
