/** Every timer that is armed, the next one first: what happens then, unless somebody acts before. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { wordsOf } from '../../api/problem.ts';
import type { Timer } from '../../api/types.ts';
import { Band } from '../../shell/band.tsx';
import { Moment } from '../../time/moment.tsx';
import { useNow } from '../../time/now.ts';
import { countdownOf } from '../../time/words.ts';
import classes from './activity.module.css';
import { activityQueries } from './activity-queries.ts';
import { Lateness } from './lateness.tsx';

const KINDS: Record<Timer['kind'], (level: number) => string> = {
  ackTimeout: (level) => `nobody acknowledged level ${level}: the next one is told`,
  ackExpiry: () => 'the acknowledgement expires: told again from level 1',
  snoozeEnd: () => 'it was put off until then: told again from level 1',
  autoResolve: () => 'no alert came any more: it closes by itself',
};

export function Timers() {
  const { data, error } = useQuery(activityQueries.timers());
  const now = useNow();
  const timers = data?.items ?? [];
  return (
    <>
      <Lateness />
      {error && <Band title="The timers can’t be read.">{wordsOf(error)}</Band>}
      {data && timers.length === 0 && <p className={classes.empty}>No timer is armed: nothing is escalating.</p>}
      <ul className={classes.rows}>
        {timers.map(({ serviceId, incidentId, level, kind, dueAt }) => (
          <li key={`${incidentId} ${kind} ${dueAt}`} className={classes.timer}>
            <strong className={classes.left}>{countdownOf(Date.parse(dueAt) - now)}</strong>
            <span className={classes.when}>
              <Moment at={dueAt} seconds />
            </span>
            <Link to="/incidents/$id" params={{ id: incidentId }}>
              {incidentId}
            </Link>
            <span className={classes.then}>{KINDS[kind](level)}</span>
            <Link to="/inspector" search={{ machine: 'monitored-service', actor: serviceId }}>
              Inspect
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
