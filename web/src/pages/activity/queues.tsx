/** The dashboard of the queues, in a frame: wake-ups and retries. It is read-only. */
import { useMayAdminister } from '../../api/use-may-administer.ts';
import { AdministratorsOnly } from '../../shell/administrators-only.tsx';
import classes from './activity.module.css';

export function Queues() {
  if (!useMayAdminister()) return <AdministratorsOnly what="The queues are looked at" />;
  return (
    <>
      <p className={classes.empty}>
        Wake-ups only: what must still happen stands in the agenda, so emptying a queue loses nothing.{' '}
        <a href="/admin/queues" target="_blank" rel="noreferrer">
          Open it alone
        </a>
      </p>
      <iframe className={classes.frame} src="/admin/queues" title="Queues" />
    </>
  );
}
