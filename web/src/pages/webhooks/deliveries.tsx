/** What a subscription was told in the last seven days, newest first: how each went, and telling it again by hand. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { wordsOf } from '../../api/problem.ts';
import { ActButton } from '../../fields/act-button.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { Band } from '../../shell/band.tsx';
import { Moment } from '../../time/moment.tsx';
import { resendDelivery, type WebhookDelivery, webhookQueries } from './webhook-queries.ts';
import { EVENT_WORDS, STATE_WORDS, triesWords } from './webhook-words.ts';
import classes from './webhooks.module.css';

export function Deliveries({ id }: { id: string }) {
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(webhookQueries.deliveries(id));
  const deliveries = data?.pages.flatMap(({ items }) => items);
  return (
    <section className={classes.section} aria-label="What it was told">
      <h2>What it was told in the last seven days</h2>
      {error && <Band title="That can’t be read.">{wordsOf(error)}</Band>}
      {deliveries?.length === 0 && (
        <p className={classes.dim}>Nothing yet. It stands here as soon as something happens that it is told of.</p>
      )}
      <ol className={classes.rows}>
        {deliveries?.map((delivery) => (
          <DeliveryRow key={delivery.id} webhookId={id} delivery={delivery} />
        ))}
      </ol>
      {hasNextPage && (
        <ActButton variant="default" className={classes.more ?? ''} act={fetchNextPage}>
          Show older ones
        </ActButton>
      )}
    </section>
  );
}

function DeliveryRow({ webhookId, delivery }: { webhookId: string; delivery: WebhookDelivery }) {
  const { event, incidentId, at, state, tries, lastAttemptAt, nextAttemptAt, reason } = delivery;
  const { word, tone } = STATE_WORDS[state];
  return (
    <li className={classes.delivery} data-tone={tone}>
      <span className={classes.when}>
        <Moment at={at} seconds />
      </span>
      <span>
        <strong>{EVENT_WORDS[event].name}</strong>
        <code className={classes.line}>{event}</code>
      </span>
      <Link to="/incidents/$id" params={{ id: incidentId }}>
        {incidentId}
      </Link>
      <span className={classes.outcome}>
        <strong>{word}</strong>
        {triesWords(tries)}, {state === 'delivered' ? 'at' : 'last at'} <Moment at={lastAttemptAt} seconds />
        {nextAttemptAt !== null && (
          <>
            , again at <Moment at={nextAttemptAt} seconds />
          </>
        )}
        {reason !== null && (
          <span className={classes.reason}>
            {state === 'delivered' ? 'Told once more, in vain: ' : 'Why: '}
            {reason}
          </span>
        )}
      </span>
      <ResendButton webhookId={webhookId} delivery={delivery} />
    </li>
  );
}

function ResendButton({
  webhookId,
  delivery: { id, event, incidentId },
}: {
  webhookId: string;
  delivery: WebhookDelivery;
}) {
  const client = useQueryClient();
  const resend = async () => {
    try {
      const { state, reason } = await resendDelivery(webhookId, id);
      notifyDone(reason === null ? `${STATE_WORDS[state].word}.` : `${STATE_WORDS[state].word}: ${reason}`);
    } catch (error) {
      notifyFailed('It was not told again', error);
    }
    await client.invalidateQueries({ queryKey: ['webhook-deliveries', webhookId] });
  };
  return (
    <ActButton
      size="compact-sm"
      variant="default"
      act={resend}
      aria-label={`Tell again: ${EVENT_WORDS[event].name}, ${incidentId}`}
    >
      Tell again
    </ActButton>
  );
}
