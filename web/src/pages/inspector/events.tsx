/** Every event of a recording: what it was, what it moved, and the messages that it caused. Those that changed nothing are dimmed. */
import { memo, type RefObject, useEffect, useMemo, useRef } from 'react';
import type { MachineStep, StateBox } from '../../api/inspector-queries.ts';
import { useSourceNames } from '../../api/source-names.ts';
import type { Notification } from '../../api/types.ts';
import { clockWithSeconds } from '../../time/words.ts';
import { shortTarget } from '../../track/target-words.ts';
import { OUTCOME_WORDS, triesWords } from '../activity/message-words.ts';
import { type EventWords, eventWords } from './event-words.ts';
import classes from './events.module.css';
import { applyChanges, initialLeaves, leavesOf } from './recording.ts';

export function Events({
  steps,
  states,
  notifications,
  step,
  onStep,
  copied,
  release,
}: {
  steps: readonly MachineStep[];
  states: readonly StateBox[];
  notifications: readonly Notification[];
  /** That is shown. */
  step: number;
  onStep: (step: number) => void;
  /** What an event would do on a copy, behind the step that is shown; null: nobody asks. */
  copied: readonly MachineStep[] | null;
  /** That recomputed them. */
  release: string;
}) {
  const list = useRef<HTMLOListElement>(null);
  const goTo = useRef(onStep);
  goTo.current = onStep;
  const sourceName = useSourceNames(steps.some(({ event }) => event.source !== undefined));
  const lines = useMemo(() => linesOf(steps, states, sourceName), [steps, states, sourceName]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when the list grew under it
  useEffect(() => {
    const item = list.current?.children[step];
    const box = list.current?.parentElement;
    if (item && box) keepInView(item, box);
  }, [step, lines, notifications]);
  return (
    <ol className={classes.events} aria-label="Events" ref={list}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other name than its place
        <li key={index}>
          <EventButton line={line} index={index} isShown={index === step} goTo={goTo} release={release} />
          <Caused step={line.step} notifications={notifications} />
          {index === step && copied && <Copied steps={copied} states={states} from={line.step} />}
        </li>
      ))}
    </ol>
  );
}

/** Within its box: the page itself stays where it is. */
function keepInView(item: Element, box: Element): void {
  const [inner, outer] = [item.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) box.scrollTop += Math.min(inner.bottom - outer.bottom, inner.top - outer.top);
}

interface Line {
  step: MachineStep;
  words: EventWords;
  before: readonly string[];
  after: readonly string[];
}

/** In one pass: what each says depends on the level that it met. */
function linesOf(
  steps: readonly MachineStep[],
  states: readonly StateBox[],
  sourceName: (source: string) => string,
): Line[] {
  const context = new Map<string, unknown>();
  let before = initialLeaves(states);
  return steps.map((step) => {
    const words = eventWords(step, context.get('/incident/level'), sourceName);
    applyChanges(context, step.changes);
    const after = leavesOf(states, step.active);
    const line = { step, words, before, after };
    before = after;
    return line;
  });
}

/** There may be a thousand: none is drawn again because time goes on. */
const EventButton = memo(function EventButton({
  line,
  index,
  isShown,
  goTo,
  release,
}: {
  line: Line;
  index: number;
  isShown: boolean;
  goTo: RefObject<(step: number) => void>;
  release: string;
}) {
  return (
    <button
      type="button"
      className={classes.event}
      data-quiet={!line.step.changed}
      aria-current={isShown ? 'step' : undefined}
      onClick={() => goTo.current(index)}
    >
      <EventLine {...line} release={release} />
    </button>
  );
});

function EventLine({
  step: { at, changed, stoppedBy, texts, differs, recordedBy },
  words,
  before,
  after,
  release,
}: Line & { release?: string }) {
  const moved = before.join() === after.join() ? '' : `${before.join(', ')} → ${after.join(', ')}`;
  return (
    <>
      <time className={classes.time} dateTime={at}>
        {clockWithSeconds(Date.parse(at))}
      </time>
      <span>
        <strong>{words.name}</strong> {words.about}
        <span className={classes.moved}>{changed ? moved || texts.at(-1) : stoppedBy}</span>
        {differs && <span className={classes.differs}>{differenceWords(recordedBy, release)}</span>}
      </span>
    </>
  );
}

const differenceWords = (recordedBy: string | null, release = '') =>
  recordedBy === null || recordedBy === release
    ? 'Recomputed otherwise than recorded'
    : `Recorded otherwise by ${recordedBy}; this is ${release}`;

/** What a step ordered, as it went. */
const Caused = memo(function Caused({
  step,
  notifications,
}: {
  step: MachineStep;
  notifications: readonly Notification[];
}) {
  const levels = step.effects.filter(({ type }) => type === 'notifyLevel');
  const caused = notifications.filter(({ level, cycle }) =>
    levels.some((told) => told.level === level && told.cycle === cycle),
  );
  if (caused.length === 0) return null;
  return (
    <ul className={classes.caused}>
      {caused.map((message) => {
        const { word, tone } = OUTCOME_WORDS[message.state];
        return (
          <li key={message.id}>
            ↳ level {message.level}: {shortTarget(message.target)}{' '}
            <span data-tone={tone} className={classes.outcome}>
              {word.toLowerCase()}
              {inWords(message)}
            </span>
            {triesWords(message)}
          </li>
        );
      })}
    </ul>
  );
});

function inWords({ createdAt, settledAt, state }: Notification): string {
  if (settledAt === null || (state !== 'accepted' && state !== 'delivered')) return '';
  const ms = Date.parse(settledAt) - Date.parse(createdAt);
  return ms < 1_000 ? ` in ${ms} ms` : ` in ${(ms / 1_000).toFixed(1)} s`;
}

function Copied({
  steps,
  states,
  from,
}: {
  steps: readonly MachineStep[];
  states: readonly StateBox[];
  from: MachineStep;
}) {
  return (
    <ol className={classes.copied} aria-label="On a copy">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other name than its place
        <li key={index} className={classes.event} data-quiet={!step.changed}>
          <EventLine
            step={step}
            words={eventWords(step, undefined)}
            before={leavesOf(states, (index === 0 ? from : steps[index - 1])?.active ?? [])}
            after={leavesOf(states, step.active)}
          />
        </li>
      ))}
    </ol>
  );
}
