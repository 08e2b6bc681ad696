/** What happened to a service lately. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { IncidentRows } from '../incidents/incident-rows.tsx';
import classes from './service.module.css';

const SHOWN = 8;

export function RecentIncidents({ serviceId }: { serviceId: string }) {
  const { data, isSuccess } = useInfiniteQuery(queries.incidents({ service: serviceId }));
  const incidents = data?.pages[0]?.items ?? [];
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2>Incidents</h2>
        {incidents.length > SHOWN && (
          <Link to="/incidents" search={{ service: serviceId }}>
            All of them
          </Link>
        )}
      </div>
      {isSuccess && incidents.length === 0 ? (
        <p className={classes.dim}>It has had none.</p>
      ) : (
        <IncidentRows incidents={incidents.slice(0, SHOWN)} isOfOneService />
      )}
    </section>
  );
}
