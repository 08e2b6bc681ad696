/** A test alert, followed until it has arrived: by the channel, or in preview in the outbox, which then stands here. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useActs } from '../../api/acts.ts';
import { queries } from '../../api/queries.ts';
import { sendTestAlert } from '../../api/test-alert.ts';
import type { Incident, Notification, Service } from '../../api/types.ts';
import { ActButton } from '../../fields/act-button.tsx';
import { MovingTrack } from '../../incident/moving-track.tsx';
import { notifyFailed } from '../../notices/notices.tsx';
import { Moment } from '../../time/moment.tsx';
import { fullTarget } from '../../track/target-words.ts';
import classes from './first-steps.module.css';

export function FirstAlert({ service, onDone }: { service: Service; onDone: () => void }) {
  const { data: current } = useQuery({ ...queries.service(service.id), initialData: service });
  const incidentId = current.incident?.id;
  const { data: incident } = useQuery({ ...queries.incident(incidentId ?? ''), enabled: incidentId !== undefined });
  const send = async () => {
    try {
      await sendTestAlert(service.id);
    } catch (error) {
      notifyFailed('The test alert was not taken.', error);
    }
  };
  if (!incident) {
    return (
      <div className={classes.form}>
        <p className={classes.dim}>
          It goes the whole way: through the state machine, to everybody of level 1. “TEST” stands first in the message.
        </p>
        <ActButton variant="filled" act={send}>
          Send a test alert
        </ActButton>
      </div>
    );
  }
  return <Arrival incident={incident} onDone={onDone} />;
}

function Arrival({ incident, onDone }: { incident: Incident; onDone: () => void }) {
  const acts = useActs();
  return (
    <div className={classes.form}>
      <MovingTrack incident={incident} sentence="always" />
      <ul>
        {incident.notifications.map((notification) => (
          <li key={notification.id}>
            <Outcome notification={notification} />
          </li>
        ))}
      </ul>
      <PreviewedMail incidentId={incident.id} />
      <div className={classes.acts}>
        {incident.state !== 'acked' && (
          <ActButton variant="filled" act={() => acts.acknowledge([incident])}>
            Acknowledge it
          </ActButton>
        )}
        <ActButton variant="default" act={() => acts.healthy(incident).then(onDone)}>
          Healthy again: done
        </ActButton>
        <Button variant="subtle" component={Link} to={`/incidents/${incident.id}`}>
          Read what happened
        </Button>
      </div>
    </div>
  );
}

function Outcome({ notification: { target, state, settledAt, reason } }: { notification: Notification }) {
  const who = fullTarget(target);
  const when = settledAt !== null && (
    <>
      {' '}
      at <Moment at={settledAt} seconds />
    </>
  );
  switch (state) {
    case 'accepted':
    case 'delivered':
      return (
        <strong>
          It arrived: the message to {who} was taken{when}.
        </strong>
      );
    case 'previewed':
      return (
        <strong>
          It arrived in the outbox{when}: no channel is set up, so {who} got nothing.
        </strong>
      );
    case 'refused':
    case 'failed':
      return (
        <span className={classes.bad}>
          It did not reach {who}: {reason ?? state}.
        </span>
      );
    case 'superseded':
      return <span>Not sent to {who}: somebody acknowledged before.</span>;
    default:
      return (
        <span className={classes.dim}>
          On its way to {who}
          {reason ? `: ${reason}` : ' …'}
        </span>
      );
  }
}

function PreviewedMail({ incidentId }: { incidentId: string }) {
  const { data } = useQuery(queries.outbox());
  const message = data?.items.find((each) => each.incidentId === incidentId);
  if (!message) return null;
  return (
    <section className={classes.mail} aria-label="The message">
      <h3>{message.subject}</h3>
      <pre>{message.text}</pre>
    </section>
  );
}
