/** The programs that are told of incidents: which, of what, and how each gets on. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { wordsOf } from '../api/problem.ts';
import { Band } from '../shell/band.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { Moment } from '../time/moment.tsx';
import { NewWebhook } from './webhooks/new-webhook.tsx';
import { WebhookPage } from './webhooks/webhook-page.tsx';
import { type Webhook, type WebhookWithSecret, webhookQueries } from './webhooks/webhook-queries.ts';
import { listTitle, nameOf, scopeWords, toneOf } from './webhooks/webhook-words.ts';
import classes from './webhooks/webhooks.module.css';

export function WebhooksPage() {
  const { id } = useSearch({ strict: false });
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  if (id !== undefined) return <WebhookPage key={id} id={id} made={made?.id === id ? made : null} onSecret={setMade} />;
  return <AllWebhooks onMade={setMade} />;
}

function AllWebhooks({ onMade }: { onMade: (made: WebhookWithSecret) => void }) {
  const { data, error } = useQuery(webhookQueries.all());
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <PageHead
        title={listTitle(data?.items)}
        tab="Webhooks"
        sub="A chat, a status page, a ticket system: each is told what happens in incidents, signed and in order."
      >
        <Button onClick={() => setAdding(true)}>Add a webhook</Button>
      </PageHead>
      {error && <Band title="The webhooks can’t be read.">{wordsOf(error)}</Band>}
      <ul className={classes.rows}>
        {data?.items.map((webhook) => (
          <WebhookRow key={webhook.id} webhook={webhook} />
        ))}
      </ul>
      <NewWebhook opened={isAdding} onClose={() => setAdding(false)} onMade={onMade} />
    </>
  );
}

function WebhookRow({ webhook }: { webhook: Webhook }) {
  return (
    <li>
      <Link to="/webhooks" search={{ id: webhook.id }} className={classes.row} data-tone={toneOf(webhook)}>
        <span>
          <strong>{nameOf(webhook)}</strong>
          <span className={classes.line}>{webhook.url}</span>
        </span>
        <span className={classes.dim}>{scopeWords(webhook)}</span>
        <GetsOn webhook={webhook} />
      </Link>
    </li>
  );
}

function GetsOn({ webhook: { failingSince, waiting, lastDeliveredAt, lastGivenUpAt } }: { webhook: Webhook }) {
  return (
    <span className={classes.outcome}>
      {failingSince !== null ? (
        <>
          <strong>Fails</strong> since <Moment at={failingSince} />,{' '}
          {waiting === 1 ? 'one incident' : `${waiting} incidents`} waiting
        </>
      ) : lastGivenUpAt !== null && (lastDeliveredAt === null || lastDeliveredAt < lastGivenUpAt) ? (
        <>
          <strong>Gave up</strong> at <Moment at={lastGivenUpAt} />
        </>
      ) : lastDeliveredAt === null ? (
        'Told nothing yet'
      ) : (
        <strong>Works</strong>
      )}
      {lastDeliveredAt !== null && (
        <span className={classes.line}>
          last taken <Moment at={lastDeliveredAt} />
        </span>
      )}
    </span>
  );
}
