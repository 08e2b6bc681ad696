/** Every message: whom it went to, how it ended, why, and another try by hand. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { wordsOf } from '../../api/problem.ts';
import type { Notification } from '../../api/types.ts';
import { Band } from '../../shell/band.tsx';
import { Moment } from '../../time/moment.tsx';
import { fullTarget } from '../../track/target-words.ts';
import classes from './activity.module.css';
import { activityQueries, UNSENT } from './activity-queries.ts';
import { OUTCOME_WORDS, triesWords } from './message-words.ts';
import { RetryButton } from './retry-button.tsx';

const FILTERS = [
  { name: 'All', outcome: undefined },
  { name: 'Not through', outcome: UNSENT },
  { name: 'Sent', outcome: 'accepted,delivered' },
  { name: 'Not needed any more', outcome: 'superseded' },
] as const;

export function Messages() {
  const { outcome } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data, error } = useQuery(activityQueries.messages(outcome, undefined));
  const messages = data?.items ?? [];
  return (
    <>
      <fieldset className={classes.filters} aria-label="Which messages">
        {FILTERS.map(({ name, outcome: wanted }) => (
          <Button
            key={name}
            size="compact-sm"
            variant={wanted === outcome ? 'default' : 'subtle'}
            aria-pressed={wanted === outcome}
            onClick={() => navigate({ to: '/activity', search: { tab: 'messages', outcome: wanted }, replace: true })}
          >
            {name}
          </Button>
        ))}
      </fieldset>
      {error && <Band title="The messages can’t be read.">{wordsOf(error)}</Band>}
      {data && messages.length === 0 && <p className={classes.empty}>There is none.</p>}
      <ul className={classes.rows}>
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
      </ul>
    </>
  );
}

function Message({ message }: { message: Notification }) {
  const { incidentId, level, cycle, target, state, createdAt, nextAttemptAt, reason } = message;
  const { word, tone } = OUTCOME_WORDS[state];
  return (
    <li className={classes.message} data-tone={tone}>
      <span className={classes.when}>
        <Moment at={createdAt} seconds />
      </span>
      <span className={classes.whom}>{fullTarget(target)}</span>
      <span className={classes.about}>
        <Link to="/incidents/$id" params={{ id: incidentId }}>
          {incidentId}
        </Link>
        , level {level}
        {cycle > 1 && `, run ${cycle}`}
      </span>
      <span className={classes.outcome}>
        <strong>{word}</strong>
        {triesWords(message)}
        {state === 'pending' && nextAttemptAt !== null && (
          <>
            , again at <Moment at={nextAttemptAt} seconds />
          </>
        )}
        {reason !== null && <span className={classes.reason}>{reason}</span>}
      </span>
      <RetryButton message={message} />
    </li>
  );
}
