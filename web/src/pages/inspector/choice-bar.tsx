/** Which machine, which of its actors, and which incident of it: the choice that the address holds. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { inspectorQueries } from '../../api/inspector-queries.ts';
import { queries } from '../../api/queries.ts';
import { actorQueries } from './actor-queries.ts';
import classes from './inspector.module.css';
import type { Chosen } from './use-choice.ts';

export function ChoiceBar({ chosen, onChoose }: { chosen: Chosen; onChoose: (next: Partial<Chosen>) => void }) {
  const { data: machines } = useQuery(inspectorQueries.machines());
  const { data: actors } = useQuery(actorQueries.ids(chosen.machine));
  const { data: incidents } = useQuery({
    ...actorQueries.incidents(chosen.actor ?? ''),
    enabled: chosen.actor !== undefined && chosen.machine === 'monitored-service',
  });
  const { data: open } = useQuery(queries.openIncidents());
  const calling = new Set(open?.items.map(({ serviceId }) => serviceId));
  const known = actors ?? [];
  const listed = chosen.actor === undefined || known.includes(chosen.actor) ? known : [chosen.actor, ...known];
  return (
    <div className={classes.choice}>
      <NativeSelect
        size="xs"
        aria-label="Machine"
        value={chosen.machine}
        data={machines?.items.map(({ id }) => id) ?? [chosen.machine]}
        onChange={({ currentTarget }) => onChoose({ machine: currentTarget.value, actor: undefined })}
      />
      {listed.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label="Actor"
          value={chosen.actor ?? ''}
          data={listed.map((id) => ({ value: id, label: calling.has(id) ? `${id} (open)` : id }))}
          onChange={({ currentTarget }) => onChoose({ actor: currentTarget.value })}
        />
      )}
      {incidents && incidents.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label="Incident"
          value={chosen.incident ?? incidents[0] ?? ''}
          data={incidents}
          onChange={({ currentTarget }) => onChoose({ incident: currentTarget.value })}
        />
      )}
    </div>
  );
}
