/** Incidents, one a row: how it stands, what it was, and how long it took. */
import { Link } from '@tanstack/react-router';
import type { ListedIncident } from '../../api/types.ts';
import { bySeverity } from '../../incident/incident-words.ts';
import { StateMark } from '../../state/state-mark.tsx';
import { TestMark } from '../../state/test-mark.tsx';
import { Moment } from '../../time/moment.tsx';
import { useNow } from '../../time/now.ts';
import { lengthOf } from '../../time/words.ts';
import classes from './incidents.module.css';

export function IncidentRows({
  incidents,
  isOfOneService = false,
}: {
  incidents: ListedIncident[];
  /** Then its name goes without saying. */
  isOfOneService?: boolean;
}) {
  return (
    <ul className={classes.rows} data-narrow={isOfOneService || undefined}>
      {incidents.map((incident) => (
        <li key={incident.id}>
          <Row incident={incident} name={isOfOneService ? incident.id : incident.serviceName} />
        </li>
      ))}
    </ul>
  );
}

function Row({ incident, name }: { incident: ListedIncident; name: string }) {
  const { id, state, openedAt, ackedAt, ackedBy, closedAt, alerts, test } = incident;
  const now = useNow();
  const since = (at: string) => lengthOf(Date.parse(at) - Date.parse(openedAt));
  return (
    <Link to="/incidents/$id" params={{ id }} className={classes.row} data-state={state}>
      <span className={classes.opened}>
        <Moment at={openedAt} />
      </span>
      <span className={classes.state}>
        <StateMark state={state} />
      </span>
      <span className={classes.name}>
        {name} {test && <TestMark />}
      </span>
      <span className={classes.about}>{bySeverity(alerts)[0]?.summary ?? ''}</span>
      <span className={classes.times}>
        {ackedAt === null ? 'not answered' : `answered after ${since(ackedAt)}${ackedBy ? ` by ${ackedBy}` : ''}`}
      </span>
      <span className={classes.length}>
        {closedAt === null ? lengthOf(now - Date.parse(openedAt)) : since(closedAt)}
      </span>
    </Link>
  );
}
