/** Who is signed in, and where: any of them can be ended. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { wordsOf } from '../../api/problem.ts';
import { useMayAdminister } from '../../api/use-may-administer.ts';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { Band } from '../../shell/band.tsx';
import { Moment } from '../../time/moment.tsx';
import { PhoneSignIn } from './phone-sign-in.tsx';
import classes from './settings.module.css';
import { endSession, type ListedSession, settingsQueries } from './settings-queries.ts';

export function Sessions() {
  const { data, error } = useQuery(settingsQueries.sessions());
  return (
    <>
      <div className={classes.head}>
        <PhoneSignIn />
      </div>
      {error && <Band title="The sessions can’t be read.">{wordsOf(error)}</Band>}
      {data && data.items.length === 0 && <p className={classes.dim}>Nobody is signed in by the page.</p>}
      <ul className={classes.rows}>
        {data?.items.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </>
  );
}

function SessionRow({
  session: { id, name, keyName, device, scope, lastSeenAt, createdAt, isCurrent },
}: {
  session: ListedSession;
}) {
  const client = useQueryClient();
  const mayEnd = useMayAdminister() || isCurrent;
  const end = async () => {
    try {
      await endSession(id);
      notifyDone(`${name} is signed out there.`);
    } catch (error) {
      notifyFailed('The session was not ended', error);
    }
    await client.invalidateQueries({ queryKey: isCurrent ? [] : ['sessions'] });
  };
  return (
    <li className={classes.row}>
      <span>
        <strong>{name}</strong>
        {device !== null && `, ${device}`}
        {isCurrent && ' (this browser)'}
        <span className={classes.line}>
          by the key “{keyName}”, {scope === 'admin' ? 'may do everything' : 'may look, acknowledge and close'}
        </span>
      </span>
      <span className={classes.dim}>
        Signed in <Moment at={createdAt} />
      </span>
      <span className={classes.dim}>
        Last seen <Moment at={lastSeenAt} />
      </span>
      {mayEnd && (
        <TwoTaps size="compact-sm" variant="default" sure="Really sign out" act={end}>
          Sign out
        </TwoTaps>
      )}
    </li>
  );
}
