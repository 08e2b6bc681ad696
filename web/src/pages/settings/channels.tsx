/** The ways in which people are told: whether each is set up, when it last worked, and a message to try it. */
import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { wordsOf } from '../../api/problem.ts';
import { queries } from '../../api/queries.ts';
import type { Channel, Target } from '../../api/types.ts';
import { useMayAdminister } from '../../api/use-may-administer.ts';
import { ActButton } from '../../fields/act-button.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { Band } from '../../shell/band.tsx';
import { Moment } from '../../time/moment.tsx';
import classes from './settings.module.css';
import { testChannel } from './settings-queries.ts';

const CHANNELS: Record<string, { title: string; setUp: string; example: string; target: (text: string) => Target }> = {
  email: {
    title: 'E-mail',
    setUp: 'Set SMTP_URL and MAIL_FROM, and start the pager again.',
    example: 'ana@example.com',
    target: (address) => ({ type: 'email', address }),
  },
  sms: {
    title: 'SMS',
    setUp: 'Set SMS_GATEWAY_URL, or the four settings of Twilio, and start the pager again.',
    example: '+33 6 12 34 56 78',
    target: (phoneNumber) => ({ type: 'sms', phoneNumber }),
  },
  webhook: {
    title: 'Webhook',
    setUp: 'Set WEBHOOK_SECRET, and start the pager again.',
    example: 'https://example.com/hook',
    target: (url) => ({ type: 'webhook', url }),
  },
};

export function Channels() {
  const { data, error } = useQuery(queries.channels());
  const mayTest = useMayAdminister();
  return (
    <>
      {error && <Band title="The channels can’t be read.">{wordsOf(error)}</Band>}
      <ul className={classes.rows}>
        {data?.items.map((channel) => (
          <li key={channel.name} className={classes.channel}>
            <ChannelState channel={channel} />
            {mayTest && channel.configured && CHANNELS[channel.name] && <TestSend name={channel.name} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function ChannelState({ channel }: { channel: Channel }) {
  const { name, configured, description, lastAcceptedAt, lastFailedAt, lastFailure, failingSince } = channel;
  return (
    <div>
      <h2>{CHANNELS[name]?.title ?? name}</h2>
      {!configured && (
        <p className={classes.dim}>Not set up. {CHANNELS[name]?.setUp ?? 'See .env.example for its settings.'}</p>
      )}
      {configured && <p className={classes.dim}>{description}</p>}
      {failingSince !== null && (
        <p className={classes.bad}>
          ✕ Nothing gets through since <Moment at={failingSince} />. {lastFailure}
        </p>
      )}
      {configured && failingSince === null && (
        <p>{lastAcceptedAt === null ? 'Nothing was sent yet.' : <Worked at={lastAcceptedAt} />}</p>
      )}
      {failingSince === null && lastFailedAt !== null && lastFailure !== null && (
        <p className={classes.dim}>
          Last failure <Moment at={lastFailedAt} />: {lastFailure}
        </p>
      )}
    </div>
  );
}

const Worked = ({ at }: { at: string }) => (
  <>
    ✓ Last worked <Moment at={at} />
  </>
);

function TestSend({ name }: { name: string }) {
  const [to, setTo] = useState('');
  const client = useQueryClient();
  const { target, example, title } = CHANNELS[name] ?? {};
  const send = async () => {
    if (!target) return;
    try {
      const { outcome, reason } = await testChannel(name, target(to.trim()));
      if (outcome === 'accepted') notifyDone(`A test message is on its way to ${to}.`);
      else notifyFailed(`The test message was ${outcome}`, new Error(reason ?? 'No reason was given.'));
    } catch (error) {
      notifyFailed('No test message was sent', error);
    }
    client.invalidateQueries({ queryKey: ['channels'] });
  };
  return (
    <div className={classes.test}>
      <TextInput
        aria-label={`Where a test message by ${title} goes`}
        placeholder={example ?? ''}
        value={to}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
      />
      <ActButton variant="default" act={send} disabled={to.trim() === ''}>
        Send a test
      </ActButton>
    </div>
  );
}
