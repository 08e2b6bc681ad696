/** Now: what needs a human, loudest first, and above it what is set up wrong. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useActs } from '../api/acts.ts';
import { queries } from '../api/queries.ts';
import { ActButton } from '../fields/act-button.tsx';
import { worldInShort, worldSentence } from '../incident/incident-words.ts';
import { useLineState } from '../live/live.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { useShortcut } from '../shell/shortcuts.tsx';
import { byLoudness } from '../shell/use-calling.ts';
import { useNow } from '../time/now.ts';
import { clockWithSeconds, dayOf, utcOf } from '../time/words.ts';
import { FirstSteps } from './now/first-steps.tsx';
import { IncidentCard } from './now/incident-card.tsx';
import classes from './now/now.module.css';
import { SetUpBands } from './now/set-up-bands.tsx';
import { StateBar } from './now/state-bar.tsx';
import { useFirstRun } from './now/use-first-run.ts';

/** What is on fire beyond these is read in the list of incidents. */
const CARDS_SHOWN = 60;

export function NowPage() {
  const { data, isPending } = useQuery(queries.openIncidents());
  const overview = useQuery(queries.overview()).data;
  const { isFirstRun, endFirstRun } = useFirstRun(overview);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState(-1);
  const acts = useActs();
  const open = byLoudness(data?.items ?? []);
  const shown = open.slice(0, CARDS_SHOWN);
  const unanswered = shown.filter(({ state }) => state !== 'acked');
  const chosenIncidents = unanswered.filter(({ id }) => chosen.has(id));
  const acknowledgeChosen = async () => {
    await acts.acknowledge(chosenIncidents);
    setChosen(new Set());
  };
  const move = (by: number) => {
    const next = Math.min(shown.length - 1, Math.max(0, at + by));
    setAt(next);
    document.querySelectorAll<HTMLElement>('[data-incident]')[next]?.focus();
  };
  const current = shown[at];
  const choose = (id: string) => setChosen(toggled(chosen, id));
  useShortcut('j', 'Next incident', () => move(1));
  useShortcut('k', 'Incident before', () => move(-1));
  useShortcut('x', 'Choose the incident', () => current && choose(current.id));
  useShortcut('e', 'Acknowledge the incident, or all that are chosen', () => {
    if (chosenIncidents.length > 0) acknowledgeChosen();
    else if (current && current.state !== 'acked') acts.acknowledge([current]);
  });

  if (isPending) return <PageHead title="Looking …" />;
  const hasServices = overview === undefined || overview.services.total > 0;
  const title = isFirstRun ? firstTitle(hasServices) : worldSentence(open);
  return (
    <>
      <PageHead title={title} tab={isFirstRun ? 'First steps' : worldInShort(open)} sub={<Moment />} />
      {overview && !isFirstRun && <StateBar overview={overview} />}
      <SetUpBands />
      {isFirstRun && <FirstSteps onDone={endFirstRun} />}
      <ul className={classes.cards} hidden={isFirstRun}>
        {shown.map((incident, index) => (
          <li key={incident.id}>
            <IncidentCard
              incident={incident}
              isChosen={chosen.has(incident.id)}
              onChoose={unanswered.length > 1 ? () => choose(incident.id) : undefined}
              onFocus={() => setAt(index)}
            />
          </li>
        ))}
      </ul>
      {open.length > shown.length && (
        <p className={classes.more}>
          <Link to="/incidents" search={{ state: 'exhausted,escalating,acked' }}>
            {open.length - shown.length}
            {data?.nextCursor ? ' or more' : ''} others are open, less loud
          </Link>
        </p>
      )}
      {open.length === 0 && !isFirstRun && <Quiet />}
      {chosenIncidents.length > 0 && (
        <section className={classes.chosen} aria-label="Chosen incidents">
          <span>{chosenIncidents.length} chosen</span>
          <ActButton variant="filled" act={acknowledgeChosen}>
            {chosenIncidents.length === 1 ? 'Acknowledge it' : `Acknowledge all ${chosenIncidents.length}`}
          </ActButton>
        </section>
      )}
    </>
  );
}

const firstTitle = (hasServices: boolean) =>
  hasServices ? 'One service is watched, and nobody knows yet whether a page arrives.' : 'No service is watched yet.';

function Moment() {
  const now = useNow();
  const line = useLineState();
  return (
    <>
      <time dateTime={new Date(now).toISOString()} title={utcOf(now)}>
        {dayOf(now)} {clockWithSeconds(now)}
      </time>
      {line === 'live' && ' · live'}
    </>
  );
}

function Quiet() {
  return (
    <p className={classes.quiet}>
      Nothing needs you. What was: <Link to="/incidents">the incidents</Link>. What is watched:{' '}
      <Link to="/services">the services</Link>.
    </p>
  );
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}
