/** Who has it, since when, and what nobody heard of since: silence after an acknowledgement is how people are hurt. */
import type { ListedIncident } from '../../api/types.ts';
import { unheardWords } from '../../incident/incident-words.ts';
import { Moment } from '../../time/moment.tsx';
import classes from './acknowledged.module.css';

export function Acknowledged({ incident }: { incident: ListedIncident }) {
  const unheard = unheardWords(incident);
  return (
    <p className={classes.line}>
      {incident.ackedBy ? `by ${incident.ackedBy}, ` : ''}
      <Moment at={incident.ackedAt ?? incident.openedAt} />
      {unheard !== null && (
        <>
          {' · '}
          <strong>{unheard}</strong>
        </>
      )}
    </p>
  );
}
