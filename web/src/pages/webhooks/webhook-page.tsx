/** One subscription: how it gets on, its settings and secrets, and what it was told. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { wordsOf } from '../../api/problem.ts';
import { ActButton } from '../../fields/act-button.tsx';
import { RotateButton } from '../../fields/rotate-button.tsx';
import { ShownOnce } from '../../fields/shown-once.tsx';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { Band } from '../../shell/band.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Moment } from '../../time/moment.tsx';
import { Deliveries } from './deliveries.tsx';
import {
  removeWebhook,
  rotateSecret,
  testWebhook,
  type Webhook,
  type WebhookWithSecret,
  webhookQueries,
} from './webhook-queries.ts';
import { WebhookSettings } from './webhook-settings.tsx';
import { nameOf, webhookTitle } from './webhook-words.ts';
import classes from './webhooks.module.css';

export function WebhookPage({
  id,
  made,
  onSecret,
}: {
  id: string;
  /** With its secret, while that is known: it was made, or got a new one, on this page. */
  made: WebhookWithSecret | null;
  onSecret: (made: WebhookWithSecret | null) => void;
}) {
  const { data, error } = useQuery(webhookQueries.one(id));
  if (error) return <Band title="This webhook can’t be read.">{wordsOf(error)}</Band>;
  if (!data) return <PageHead title="Reading the webhook …" />;
  return (
    <>
      <PageHead title={webhookTitle(data)} tab={nameOf(data)} sub={<Link to="/webhooks">All webhooks</Link>}>
        <Acts id={id} onSecret={onSecret} />
      </PageHead>
      {made && (
        <ShownOnce
          title="The secret that signs what it is told. It is shown this once."
          label="The new secret"
          secret={made.secret}
          onDone={() => onSecret(null)}
        />
      )}
      <Standing webhook={data} />
      <WebhookSettings webhook={data} />
      <Deliveries id={id} />
    </>
  );
}

function Acts({ id, onSecret }: { id: string; onSecret: (made: WebhookWithSecret) => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const test = async () => {
    try {
      const { delivered, reason } = await testWebhook(id);
      if (delivered) notifyDone('It took the test.');
      else notifyFailed('It did not take the test', reason ?? '');
    } catch (error) {
      notifyFailed('No test was sent', error);
    }
  };
  const rotate = async (overlap: string) => {
    onSecret(await rotateSecret(id, overlap));
    await client.invalidateQueries({ queryKey: ['webhook', id] });
  };
  const remove = async () => {
    try {
      await removeWebhook(id);
      await client.invalidateQueries({ queryKey: ['webhooks'] });
      notifyDone('It is removed, and told nothing more.');
      navigate({ to: '/webhooks', search: {} });
    } catch (error) {
      notifyFailed('Nothing was removed', error);
    }
  };
  return (
    <>
      <TwoTaps variant="subtle" sure="Really remove it" act={remove}>
        Remove
      </TwoTaps>
      <RotateButton thing="secret" still="The secret before it signs as well for" rotate={rotate} />
      <ActButton act={test}>Send a test</ActButton>
    </>
  );
}

function Standing({ webhook: { failingSince, lastDeliveredAt, lastGivenUpAt, secrets } }: { webhook: Webhook }) {
  const older = secrets.slice(1).flatMap(({ expiresAt }) => expiresAt ?? []);
  return (
    <ul className={classes.standing}>
      {failingSince !== null && (
        <li className={classes.bad}>
          Not taken since <Moment at={failingSince} />. It is tried again for 24 hours; nothing overtakes what waits.
        </li>
      )}
      {lastDeliveredAt !== null && (
        <li>
          Last took something at <Moment at={lastDeliveredAt} seconds />.
        </li>
      )}
      {lastGivenUpAt !== null && (
        <li>
          Something was given up at <Moment at={lastGivenUpAt} />: it stands below, and can be told again.
        </li>
      )}
      {older.map((expiresAt) => (
        <li key={expiresAt}>
          The secret before the present one signs as well until <Moment at={expiresAt} />.
        </li>
      ))}
    </ul>
  );
}
