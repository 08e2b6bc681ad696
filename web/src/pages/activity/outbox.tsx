/** Messages that were written and not sent, since no channel is set up: as they would have arrived, with working links. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { Moment } from '../../time/moment.tsx';
import { fullTarget } from '../../track/target-words.ts';
import classes from './activity.module.css';
import { linkedText } from './linked-text.tsx';

export function Outbox() {
  const { data } = useQuery(queries.outbox());
  const messages = data?.items ?? [];
  if (data && messages.length === 0) {
    return (
      <p className={classes.empty}>
        There is none. While no channel is set up, messages stand here in place of being sent; with one, they are sent.
      </p>
    );
  }
  return (
    <ul className={classes.outbox}>
      {messages.map(({ notificationId, incidentId, target, at, subject, text }) => (
        <li key={notificationId} className={classes.letter}>
          <header>
            <h2>{subject}</h2>
            <p className={classes.when}>
              <Moment at={at} seconds /> to {fullTarget(target)}, about{' '}
              <Link to="/incidents/$id" params={{ id: incidentId }}>
                {incidentId}
              </Link>
            </p>
          </header>
          <p className={classes.text}>{linkedText(text)}</p>
        </li>
      ))}
    </ul>
  );
}
