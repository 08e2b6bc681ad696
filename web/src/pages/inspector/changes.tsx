/** What one step changed, why it told somebody, and what the machine remembers behind it. */
import type { MachineStep } from '../../api/inspector-queries.ts';
import { clockWithSeconds } from '../../time/words.ts';
import classes from './changes.module.css';
import { plain } from './event-words.ts';
import type { Context } from './recording.ts';
import { incidentFacts, isShown, nameOf, valueWords } from './state-words.ts';
import { whySentence } from './why-sentence.ts';

export function Changes({
  step,
  previous,
  before,
  after,
  incident,
}: {
  step: MachineStep;
  previous: MachineStep | undefined;
  before: Context;
  after: Context;
  incident: string;
}) {
  const why = whySentence(step, before, after, incident);
  return (
    <>
      <section>
        <h2>What this step changed</h2>
        <ChangeList step={step} previous={previous} />
      </section>
      {why && (
        <section>
          <h2>Why this page was sent</h2>
          <p>{why}</p>
        </section>
      )}
      <Remembered context={after} />
    </>
  );
}

export function Remembered({ context }: { context: Context }) {
  const facts = context.has('/lastNumber') ? incidentFacts(context) : [];
  const all = [...context].filter(([path]) => isShown(path));
  return (
    <section>
      <h2>Context</h2>
      <dl className={classes.facts}>
        {facts.map(({ name, value }) => (
          <Row key={name} name={name} value={value} />
        ))}
      </dl>
      <details className={classes.all} open={facts.length === 0}>
        <summary>All that it remembers</summary>
        <dl className={classes.facts}>
          {all.map(([path, value]) => (
            <Row key={path} name={nameOf(path)} value={valueWords(path, value)} />
          ))}
        </dl>
      </details>
    </section>
  );
}

const Row = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

function ChangeList({ step, previous }: { step: MachineStep; previous: MachineStep | undefined }) {
  // Where a whole object was there before, or is now, its parts say it.
  const changes = step.changes.filter(({ path, before, after }) => isShown(path) && (before ?? after ?? null) !== null);
  const timers = timerChanges(step, previous);
  const effects = step.effects.filter(({ type }) => type !== 'answer');
  if (changes.length + timers.length + effects.length === 0) {
    return <p className={classes.none}>{step.stoppedBy ? `Nothing: ${step.stoppedBy}.` : 'Nothing.'}</p>;
  }
  return (
    <dl className={classes.facts}>
      {changes.map(({ path, before, after }) => (
        <div key={path}>
          <dt>{nameOf(path)}</dt>
          <dd data-kind={before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'}>
            {[valueWords(path, before), valueWords(path, after) || 'gone'].filter(Boolean).join(' → ')}
          </dd>
        </div>
      ))}
      {timers.map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-kind="changed">{text}</dd>
        </div>
      ))}
      {effects.map(({ type, level }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: orders have no other name than their place
        <div key={index}>
          <dt>order</dt>
          <dd data-kind="added">{`+ ${plain(type)}${typeof level === 'number' ? ` ${level}` : ''}`}</dd>
        </div>
      ))}
    </dl>
  );
}

/** By name and due time: the same name with another due time was armed anew. */
function timerChanges(step: MachineStep, previous: MachineStep | undefined): { name: string; text: string }[] {
  const had = new Map(previous?.timers.map(({ event, dueAt }) => [event, dueAt]));
  const has = new Map(step.timers.map(({ event, dueAt }) => [event, dueAt]));
  return [...new Set([...had.keys(), ...has.keys()])].flatMap((event) => {
    const [was, is] = [had.get(event), has.get(event)];
    if (was === is) return [];
    const name = plain(/^xstate\.after\.([^.]+)/.exec(event)?.[1] ?? event);
    return [{ name, text: is === undefined ? 'cancelled' : `due ${clockWithSeconds(Date.parse(is))}` }];
  });
}
