/** The incident that is open, with its track, its alerts by key, and what one can do. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { AlertList } from '../../incident/alert-list.tsx';
import { IncidentActs } from '../../incident/incident-acts.tsx';
import { MovingTrack } from '../../incident/moving-track.tsx';
import classes from './service.module.css';

export function OpenIncident({ incidentId }: { incidentId: string }) {
  const { data: incident } = useQuery(queries.incident(incidentId));
  if (!incident || incident.state === 'closed') return null;
  return (
    <section className={classes.open} data-state={incident.state}>
      <div className={classes.head}>
        <h2>The open incident</h2>
        <Link to="/incidents/$id" params={{ id: incident.id }}>
          Its story
        </Link>
      </div>
      <div className={classes.openTop}>
        <MovingTrack incident={incident} sentence="always" />
        <div className={classes.acts}>
          <IncidentActs incident={incident} />
        </div>
      </div>
      <AlertList incident={incident} />
    </section>
  );
}
