/**
 * An incident, or what is kept of another machine, played back: events on the left, the
 * chart in the middle, what a step changed on the right, and below a line of time.
 * Without a step in the address it is live: the last step as it comes, or, of a machine
 * that keeps only its changes, what it is now.
 */
import { useQuery } from '@tanstack/react-query';
import type { History, Machine } from '../../api/inspector-queries.ts';
import { queries } from '../../api/queries.ts';
import { useNow } from '../../time/now.ts';
import { RealActs, WhatIfActs } from './acts.tsx';
import { Changes } from './changes.tsx';
import { Events } from './events.tsx';
import classes from './inspector.module.css';
import { momentOf } from './moment-of.ts';
import { applyChanges, contextAt, contextNow } from './recording.ts';
import { Scrubber } from './scrubber.tsx';
import { Stage } from './stage.tsx';
import { StillActor } from './still-actor.tsx';
import { useCopy } from './use-copy.ts';
import { useSteps } from './use-steps.ts';

/** So that the last step has a place on the line. */
const AFTER_END_MS = 1_000;

const KEPT_WORDS =
  'Of this machine the newest 20 changes are kept, each with the state it was taken from. What only repeats leaves no step.';

export function FlightRecorder({
  history,
  machine,
  step: asked,
  onStep,
}: {
  history: History;
  machine: Machine;
  /** From 0; undefined: live. */
  step: number | undefined;
  onStep: (step: number | undefined) => void;
}) {
  const { steps, incident, release } = history;
  const { chart: layout } = machine;
  const now = useNow();
  const { data: told } = useQuery({ ...queries.incident(incident ?? ''), enabled: incident !== null });
  const last = steps.at(-1);
  const isGoingOn = last?.active.some((id) => id.includes('.unhealthy')) === true;
  const isOpen = incident === null || (told?.state !== 'closed' && isGoingOn);
  const until = isOpen ? now : Date.parse(last?.at ?? '') + AFTER_END_MS;
  const { step, playing, go } = useSteps(steps, { asked, until, onStep });
  const copy = useCopy(history, step);
  const isLive = asked === undefined;
  const shown = steps[step];
  if (!shown) return <StillActor history={history} machine={machine} now={now} />;
  const isNow = isLive && incident === null;
  const onStage = copy.steps?.at(-1) ?? (isNow ? { ...shown, ...history.now, changes: shown.changes } : shown);

  const at = playing.at ?? (isLive && isOpen ? now : Date.parse(shown.at));
  const before = contextAt(steps, step - 1);
  const after = isNow ? contextNow(history) : contextAt(steps, step);
  const behindCopy = new Map(after);
  for (const each of copy.steps ?? []) applyChanges(behindCopy, each.changes);
  const moment = momentOf(layout, onStage, behindCopy, {
    at: copy.steps ? Date.parse(onStage.at) : at,
    step: `${step} ${copy.steps?.length ?? 0}`,
  });
  return (
    <div className={classes.whole}>
      <div className={classes.recorder}>
        <div className={classes.events}>
          <Events
            steps={steps}
            states={layout.states}
            notifications={told?.notifications ?? []}
            step={step}
            onStep={go}
            copied={copy.steps}
            release={release}
          />
        </div>
        <Stage
          layout={layout}
          moment={moment}
          label={isNow ? 'The machine now' : `The machine at step ${step + 1}`}
          isCopy={copy.steps !== null}
        />
        <div className={classes.side}>
          <Changes
            step={onStage}
            previous={copy.steps ? shown : steps[step - 1]}
            before={copy.steps ? after : before}
            after={behindCopy}
            incident={incident}
            release={release}
          />
          {incident === null ? (
            <p className={classes.aside}>{KEPT_WORDS}</p>
          ) : (
            <WhatIfActs onCopy={copy.ask} onEnd={copy.drop} isCopy={copy.steps !== null} />
          )}
          {isLive && isOpen && incident !== null && <RealActs service={history.id} incident={incident} />}
        </div>
      </div>
      <Scrubber
        steps={steps}
        states={layout.states}
        step={step}
        until={until}
        at={at}
        now={now}
        playing={playing}
        onStep={go}
      />
    </div>
  );
}
