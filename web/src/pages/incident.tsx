/** One incident as a story on its track: what happened, who was told and why, and what each answer was. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { queries } from '../api/queries.ts';
import type { Incident, TimelineEntry } from '../api/types.ts';
import { copyText } from '../fields/copy-text.ts';
import { AlertList } from '../incident/alert-list.tsx';
import { IncidentActs } from '../incident/incident-acts.tsx';
import { unheardWords } from '../incident/incident-words.ts';
import { incidentMarkdown } from '../incident/markdown.ts';
import { MovingTrack } from '../incident/moving-track.tsx';
import { NoteForm } from '../incident/note-form.tsx';
import { Timeline } from '../incident/timeline.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { StateMark } from '../state/state-mark.tsx';
import { TestMark } from '../state/test-mark.tsx';
import { Moment } from '../time/moment.tsx';
import { useNow } from '../time/now.ts';
import { lengthOf } from '../time/words.ts';
import classes from './incidents/incident.module.css';
import { NotThere } from './not-there.tsx';

export function IncidentPage() {
  const { id } = useParams({ from: '/inside/incidents/$id' });
  const { data: incident, isError } = useQuery(queries.incident(id));
  const timeline = useQuery(queries.timeline(id)).data?.items;
  if (isError) return <NotThere />;
  if (!incident) return <PageHead title="Reading what happened …" tab={id} />;
  const lines = timeline ?? [];
  return (
    <>
      <PageHead title={titleOf(incident, lines)} tab={id} sub={<Facts incident={incident} />}>
        <Button variant="default" onClick={() => copy(incident, lines)}>
          Copy as Markdown
        </Button>
        <Button
          variant="default"
          component={Link}
          to={`/inspector?machine=monitored-service&actor=${incident.serviceId}&incident=${incident.id}`}
        >
          Play it back
        </Button>
      </PageHead>
      <section className={classes.track} data-state={incident.state} aria-label="Who was told, and when">
        <MovingTrack incident={incident} sentence="always" />
        {incident.state !== 'closed' && (
          <div className={classes.acts}>
            <IncidentActs incident={incident} />
          </div>
        )}
      </section>
      <div className={classes.columns}>
        <section>
          <h2>What happened</h2>
          <Timeline lines={lines} incident={incident} />
          <NoteForm incident={incident} />
        </section>
        <section>
          <h2>{incident.state === 'closed' ? 'Alerts that were open at its end' : 'Open alerts'}</h2>
          {incident.alerts.length > 0 ? <AlertList incident={incident} /> : <p className={classes.dim}>None.</p>}
        </section>
      </div>
    </>
  );
}

function Facts({ incident }: { incident: Incident }) {
  const now = useNow();
  const { state, openedAt, ackedAt, closedAt, closedBy, level, levels, cycle, cycles, serviceId, serviceName } =
    incident;
  const { policy, test } = incident;
  const unheard = unheardWords(incident);
  const since = (at: string) => lengthOf(Date.parse(at) - Date.parse(openedAt));
  return (
    <span className={classes.facts}>
      <StateMark state={state} />
      {test && <TestMark />}
      <Link to="/services/$id" params={{ id: serviceId }}>
        {serviceName}
      </Link>
      <span>
        opened <Moment at={openedAt} />
        {closedAt === null && `, ${lengthOf(now - Date.parse(openedAt))} ago`}
      </span>
      <span>
        level {level} of {levels}
        {cycles > 1 && `, run ${cycle} of ${cycles}`} of{' '}
        <Link
          to="/policies/$id"
          params={{ id: policy.id }}
          search={policy.revision === null ? {} : { revision: String(policy.revision) }}
        >
          {policy.name ?? policy.id}
          {policy.revision !== null && `, revision ${policy.revision}`}
        </Link>
      </span>
      {ackedAt !== null && <span>acknowledged after {since(ackedAt)}</span>}
      {unheard !== null && <strong className={classes.unheard}>{unheard}</strong>}
      {closedAt !== null && (
        <span>
          closed after {since(closedAt)}
          {closedBy && ` by ${closedBy}`}
        </span>
      )}
      <code>#{incident.id}</code>
    </span>
  );
}

/** The alert that opened it is what everybody calls it by. */
function titleOf({ serviceName }: Incident, lines: TimelineEntry[]): string {
  const summary = lines.find(({ type }) => type === 'opened')?.data.summary;
  return typeof summary === 'string' ? `${serviceName}: ${summary}` : serviceName;
}

async function copy(incident: Incident, lines: TimelineEntry[]): Promise<void> {
  await copyText(incidentMarkdown(incident, lines, window.location.href), 'Copied: paste it into the post-mortem.');
}
