/** One service: how it stands, its open incident, what happened, how it is set up, and how to alert it. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { queries } from '../api/queries.ts';
import { sendTestAlert } from '../api/test-alert.ts';
import type { Service } from '../api/types.ts';
import { ActButton } from '../fields/act-button.tsx';
import { notifyDone, notifyFailed } from '../notices/notices.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { StateMark } from '../state/state-mark.tsx';
import { NotThere } from './not-there.tsx';
import { AlertCommand } from './services/alert-command.tsx';
import { OpenIncident } from './services/open-incident.tsx';
import { RecentIncidents } from './services/recent-incidents.tsx';
import classes from './services/service.module.css';
import { ServiceChart } from './services/service-chart.tsx';
import { ServiceSettings } from './services/service-settings.tsx';

export function ServicePage() {
  const { id } = useParams({ from: '/inside/services/$id' });
  const { data: service, isError } = useQuery(queries.service(id));
  if (isError) return <NotThere />;
  if (!service) return <PageHead title="Looking …" tab={id} />;
  return (
    <>
      <PageHead title={sentenceOf(service)} tab={service.name} sub={<Facts service={service} />}>
        <ActButton variant="default" act={() => test(service)}>
          Send a test alert
        </ActButton>
        {service.runbookUrl && (
          <Button variant="default" component="a" href={service.runbookUrl} target="_blank" rel="noreferrer">
            Runbook ↗
          </Button>
        )}
      </PageHead>
      {service.incident && <OpenIncident incidentId={service.incident.id} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          <RecentIncidents serviceId={service.id} />
          <ServiceChart service={service} />
        </div>
        <div className={classes.column}>
          <ServiceSettings service={service} />
          <AlertCommand serviceId={service.id} />
        </div>
      </div>
    </>
  );
}

const SENTENCES: Record<Service['state'], (name: string) => string> = {
  healthy: (name) => `${name} is healthy.`,
  escalating: (name) => `${name} is not healthy, and nobody has answered yet.`,
  exhausted: (name) => `${name} is not healthy. Everybody was told, and nobody has answered.`,
  acked: (name) => `${name} is not healthy, and somebody is on it.`,
  unreadable: (name) => `What is stored of ${name} can’t be read.`,
};
const sentenceOf = ({ name, state }: Service) => SENTENCES[state](name);

function Facts({ service: { id, state, escalationPolicyId, labels, description } }: { service: Service }) {
  return (
    <>
      <span className={classes.facts}>
        <StateMark state={state} />
        <code>{id}</code>
        <span>
          paged by{' '}
          <Link to="/policies/$id" params={{ id: escalationPolicyId }}>
            {escalationPolicyId}
          </Link>
        </span>
        {Object.entries(labels).map(([name, value]) => (
          <Link key={name} to="/services" search={{ label: `${name}:${value}` }}>
            {name}: {value}
          </Link>
        ))}
      </span>
      {description !== '' && <p>{description}</p>}
    </>
  );
}

async function test({ id, name }: Service): Promise<void> {
  try {
    const { result } = await sendTestAlert(id);
    notifyDone(
      result === 'opened'
        ? `A test alert is on its way for ${name}.`
        : `${name} is not healthy already: nobody is told of a test.`,
    );
  } catch (error) {
    notifyFailed('The test alert was not taken.', error);
  }
}
