/** The inspector: any machine and actor, live, or an incident of it played back step by step. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type History, inspectorQueries } from '../api/inspector-queries.ts';
import { Problem, wordsOf } from '../api/problem.ts';
import { notifyDone } from '../notices/notices.tsx';
import { Band } from '../shell/band.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { clockWithSeconds } from '../time/words.ts';
import { ChoiceBar } from './inspector/choice-bar.tsx';
import { FlightRecorder } from './inspector/flight-recorder.tsx';
import classes from './inspector/inspector.module.css';
import { agreementOf } from './inspector/recording.ts';
import { useChoice } from './inspector/use-choice.ts';

/** Machines that the stream does not tell of. */
const LOOK_EVERY_MS = 2_000;

export function InspectorPage() {
  const { chosen, choose } = useChoice();
  const { machine, actor, incident, step } = chosen;
  const { data: machines } = useQuery(inspectorQueries.machines());
  const { data: history, error } = useQuery({
    ...inspectorQueries.history(machine, actor ?? '', incident),
    enabled: actor !== undefined,
    refetchInterval: machine === 'monitored-service' ? false : LOOK_EVERY_MS,
  });
  const layout = machines?.items.find(({ id }) => id === machine)?.chart;
  const shown = history && history.steps.length > 0 ? Math.min(step ?? Infinity, history.steps.length) : undefined;
  return (
    <>
      <PageHead
        title={titleOf(history, shown, step === undefined)}
        tab={actor ? `${actor} · Inspector` : 'Inspector'}
      />
      <div className={classes.bar}>
        <ChoiceBar chosen={chosen} onChoose={choose} />
        {history && shown !== undefined && (
          <span className={classes.badge}>
            {step === undefined ? 'live, ' : ''}step {shown} of {history.steps.length}
          </span>
        )}
        {step !== undefined && (
          <Button size="compact-sm" variant="default" onClick={() => choose({ step: undefined })}>
            Back to live
          </Button>
        )}
        {history && shown !== undefined && (
          <span className={classes.end}>
            <Badge history={history} />
            <Button size="compact-sm" variant="subtle" onClick={() => copyLink(shown)}>
              Copy link to this step
            </Button>
          </span>
        )}
      </div>
      {error && (
        <Band title="There is nothing to show.">
          {error instanceof Problem && error.status === 404 ? 'No such actor or incident is stored.' : wordsOf(error)}
        </Band>
      )}
      {history && layout && (
        <FlightRecorder
          key={`${history.machine} ${history.id} ${history.incident}`}
          history={history}
          layout={layout}
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
  await navigator.clipboard.writeText(link.href);
  notifyDone('The link to this step is copied.');
}

function titleOf(history: History | undefined, step: number | undefined, isLive: boolean): string {
  const shown = step === undefined ? undefined : history?.steps[step - 1];
  if (!history) return 'Every machine, step by step';
  if (!shown) return `${history.id}, as it is now`;
  const said = shown.texts.at(-1) ?? shown.stoppedBy ?? shown.event.type;
  return isLive ? `${history.id}: ${said}` : `${clockWithSeconds(Date.parse(shown.at))}: ${said}`;
}
