/** One open incident: how loud, how long, what, who knows and who is next, and what one can do. */
import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { queries } from '../../api/queries.ts';
import type { ListedIncident } from '../../api/types.ts';
import { IncidentActs } from '../../incident/incident-acts.tsx';
import { bySeverity, figureOf, figureWords } from '../../incident/incident-words.ts';
import { MovingTrack } from '../../incident/moving-track.tsx';
import { NoteForm } from '../../incident/note-form.tsx';
import { notifyDone } from '../../notices/notices.tsx';
import { StateMark } from '../../state/state-mark.tsx';
import { TestMark } from '../../state/test-mark.tsx';
import { useNow } from '../../time/now.ts';
import { Acknowledged } from './acknowledged.tsx';
import classes from './incident-card.module.css';
import '@mantine/core/styles/Checkbox.css';

export function IncidentCard({
  incident,
  isChosen,
  onChoose,
  onFocus,
}: {
  incident: ListedIncident;
  isChosen: boolean;
  /** Undefined where there is nothing to choose from. */
  onChoose: (() => void) | undefined;
  onFocus: () => void;
}) {
  const now = useNow();
  const { state, serviceId, serviceName, id } = incident;
  const [isNoting, setNoting] = useState(false);
  const noted = () => {
    setNoting(false);
    notifyDone(`The note stands in the story of ${serviceName}.`);
  };
  return (
    <article
      className={classes.card}
      data-state={state}
      data-incident={id}
      data-chosen={isChosen || undefined}
      tabIndex={-1}
      onFocus={onFocus}
      aria-labelledby={`incident-${id}`}
    >
      <div className={classes.how}>
        <StateMark state={state} />
        <span className={classes.figure} title={figureWords(incident)}>
          {figureOf(incident, now)}
        </span>
      </div>
      <div className={classes.what}>
        <h2 id={`incident-${id}`}>
          <Link to="/services/$id" params={{ id: serviceId }}>
            {serviceName}
          </Link>{' '}
          {incident.test && <TestMark />}
        </h2>
        <Alerts incident={incident} />
        {state === 'acked' ? <Acknowledged incident={incident} /> : <Told id={id} />}
      </div>
      <div className={classes.acts}>
        <IncidentActs incident={incident} />
        <Button variant="default" aria-expanded={isNoting} onClick={() => setNoting(!isNoting)}>
          Note
        </Button>
      </div>
      {isNoting && (
        <div className={classes.note}>
          <NoteForm incident={incident} onKept={noted} />
        </div>
      )}
      {onChoose && state !== 'acked' && (
        <Checkbox
          className={classes.choose}
          checked={isChosen}
          onChange={onChoose}
          aria-label={`Choose ${serviceName}`}
          size="sm"
        />
      )}
    </article>
  );
}

function Alerts({ incident: { alerts, openAlerts, id } }: { incident: ListedIncident }) {
  const [first] = bySeverity(alerts);
  return (
    <p className={classes.alerts}>
      {first?.summary ?? ''}
      {first && first.count > 1 && <span className={classes.dim}> · ×{first.count}</span>}
      {openAlerts > 1 && (
        <span className={classes.dim}>
          {' '}
          · and {openAlerts - 1} more {openAlerts === 2 ? 'alert' : 'alerts'}
        </span>
      )}{' '}
      <Link to="/incidents/$id" params={{ id }} className={classes.id}>
        #{id}
      </Link>
    </p>
  );
}

function Told({ id }: { id: string }) {
  const { data } = useQuery(queries.incident(id));
  return <div className={classes.track}>{data && <MovingTrack incident={data} />}</div>;
}
