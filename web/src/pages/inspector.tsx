/** The inspector: any machine and actor, live, or an incident of it played back step by step. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type History, inspectorQueries, type Machine } from '../api/inspector-queries.ts';
import { Problem, wordsOf } from '../api/problem.ts';
import { copyText } from '../fields/copy-text.ts';
import { Band } from '../shell/band.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { useNow } from '../time/now.ts';
import { momentOf } from '../time/words.ts';
import { actorQueries } from './inspector/actor-queries.ts';
import { ChoiceBar } from './inspector/choice-bar.tsx';
import { eventWords } from './inspector/event-words.ts';
import { FlightRecorder } from './inspector/flight-recorder.tsx';
import classes from './inspector/inspector.module.css';
import { NoActor } from './inspector/no-actor.tsx';
import { agreementOf, leavesOf } from './inspector/recording.ts';
import { useChoice } from './inspector/use-choice.ts';

/** Machines that the stream does not tell of. */
const LOOK_EVERY_MS = 2_000;

export function InspectorPage() {
  const { chosen, choose } = useChoice();
  const { machine, actor, incident, step } = chosen;
  const now = useNow();
  const { data: machines } = useQuery(inspectorQueries.machines());
  const { data: ids } = useQuery(actorQueries.ids(machine));
  const { data: history, error } = useQuery({
    ...inspectorQueries.history(machine, actor ?? '', incident),
    enabled: actor !== undefined,
    refetchInterval: machine === 'monitored-service' ? false : LOOK_EVERY_MS,
  });
  const known = machines?.items.find(({ id }) => id === machine);
  const shown = history && history.steps.length > 0 ? Math.min(step ?? Infinity, history.steps.length) : undefined;
  return (
    <>
      <PageHead
        title={titleOf(history, known, shown, { isLive: step === undefined, now })}
        tab={actor ? `${actor} · Inspector` : 'Inspector'}
      />
      <div className={classes.bar}>
        <ChoiceBar chosen={chosen} onChoose={choose} />
        {history && shown !== undefined && (
          <>
            <span className={classes.badge}>
              {step === undefined ? 'live, ' : ''}step {shown} of {history.steps.length}
            </span>
            <Badge history={history} />
          </>
        )}
        {step !== undefined && (
          <Button size="compact-sm" variant="default" onClick={() => choose({ step: undefined })}>
            Back to live
          </Button>
        )}
        <span className={classes.end}>
          {history && shown !== undefined && (
            <Button size="compact-sm" variant="subtle" onClick={() => copyLink(shown)}>
              Copy link to this step
            </Button>
          )}
          {history && machines?.bridge && (
            <Button
              component="a"
              size="compact-sm"
              variant="subtle"
              href={`${machines.bridge.page}?${new URLSearchParams({ actor: `${history.machine}/${history.id}` })}`}
            >
              Show at {machines.bridge.host}
            </Button>
          )}
        </span>
      </div>
      {error && (
        <Band title="There is nothing to show.">
          {error instanceof Problem && error.status === 404 ? 'No such actor or incident is stored.' : wordsOf(error)}
        </Band>
      )}
      {known && actor === undefined && ids?.length === 0 && <NoActor machine={known} />}
      {history && known && (
        <FlightRecorder
          key={`${history.machine} ${history.id} ${history.incident}`}
          history={history}
          machine={known}
          step={step === undefined ? undefined : step - 1}
          onStep={(next) => choose({ step: next === undefined ? undefined : next + 1 })}
        />
      )}
    </>
  );
}

function Badge({ history }: { history: History }) {
  const { agrees, text, detail } = agreementOf(history);
  return (
    <span className={classes.badge} data-agrees={agrees} title={detail}>
      {text} {agrees ? '✓' : '✕'}
    </span>
  );
}

async function copyLink(step: number): Promise<void> {
  const link = new URL(window.location.href);
  link.searchParams.set('step', String(step));
  await copyText(link.href, 'The link to this step is copied.');
}

function titleOf(
  history: History | undefined,
  machine: Machine | undefined,
  step: number | undefined,
  { isLive, now }: { isLive: boolean; now: number },
): string {
  if (!history) return 'Every machine, step by step';
  const { id, incident, steps } = history;
  const shown = step === undefined ? undefined : steps[step - 1];
  if (!shown || (isLive && incident === null)) {
    const [state] = leavesOf(machine?.chart.states ?? [], history.now.active);
    const name = history.machine === 'monitored-service' ? id : `${plainMachine(history.machine)} ${id}`;
    return state === undefined ? name : `${name} is ${state}`;
  }
  const said = shown.texts.at(-1) ?? shown.stoppedBy ?? eventWords(shown, undefined).name;
  return isLive ? `${id}: ${said}` : `${momentOf(Date.parse(shown.at), now, { withSeconds: true })}: ${said}`;
}

/** "self-check" is "Self-check". */
const plainMachine = (machine: string) => machine.charAt(0).toUpperCase() + machine.slice(1);
