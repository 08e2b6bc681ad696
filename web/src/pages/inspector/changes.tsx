/** What one step changed, why it told somebody, and what the machine remembers behind it. */
import type { MachineStep } from '../../api/inspector-queries.ts';
import { type ChangeRow, changeRows } from './change-rows.ts';
import classes from './changes.module.css';
import type { Context } from './recording.ts';
import { incidentFacts, isShown, nameOf, valueWords } from './state-words.ts';
import { whySentence } from './why-sentence.ts';

export function Changes({
  step,
  previous,
  before,
  after,
  incident,
  release,
}: {
  step: MachineStep;
  previous: MachineStep | undefined;
  before: Context;
  after: Context;
  /** Null: of a machine that has none, and so pages nobody. */
  incident: string | null;
  /** That recomputed it. */
  release: string;
}) {
  const why = incident === null ? null : whySentence(step, before, after, incident);
  return (
    <>
      <section>
        <h2>What this step changed</h2>
        <ChangeList stoppedBy={step.stoppedBy} rows={changeRows(step, previous, { before, after })} />
      </section>
      {step.differs && <Difference differs={step.differs} recordedBy={step.recordedBy} release={release} />}
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

function Difference({
  differs,
  recordedBy,
  release,
}: {
  differs: NonNullable<MachineStep['differs']>;
  recordedBy: string | null;
  release: string;
}) {
  return (
    <section>
      <h2>Not what was recorded</h2>
      <dl className={classes.difference}>
        <dt>Recorded by {recordedBy ?? 'a release that did not say which'}</dt>
        <dd>{differs.recorded}</dd>
        <dt>Recomputed by {release}</dt>
        <dd>{differs.recomputed}</dd>
      </dl>
    </section>
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
        {all.length === 0 && <p className={classes.none}>Nothing but what it begins with.</p>}
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

function ChangeList({ stoppedBy, rows }: { stoppedBy: string | null; rows: readonly ChangeRow[] }) {
  if (rows.length === 0) return <p className={classes.none}>{stoppedBy ? `Nothing: ${stoppedBy}.` : 'Nothing.'}</p>;
  return (
    <dl className={classes.facts}>
      {rows.map(({ name, text, kind }) => (
        <div key={`${name} ${text}`}>
          <dt>{name}</dt>
          <dd data-kind={kind}>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
