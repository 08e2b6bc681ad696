/** A body and what it would do, worked out by the code that reads the tool's: nothing is sent. */
import { NativeSelect, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Problem, wordsOf } from '../../api/problem.ts';
import { momentOf } from '../../time/words.ts';
import { type InboundRequest, integrationQueries, type TriedEvent, type TriedSettings } from './integration-queries.ts';
import classes from './try-out.module.css';
import { nameOf, sentenceOf, toneOf } from './try-words.ts';

const WAIT_MS = 300;
const OFFERED = 20;

export function TryOut({
  id,
  body,
  other,
  requests,
  onBody,
}: {
  id: string;
  body: string;
  /** Settings in place of those that are stored. */
  other: TriedSettings;
  /** That came, to choose from. */
  requests: readonly InboundRequest[];
  onBody: (body: string) => void;
}) {
  const kept = requests.filter((request) => request.body.trim() !== '').slice(0, OFFERED);
  return (
    <section className={classes.try} aria-label="Try it out">
      <h2>What would it do?</h2>
      <p className={classes.words}>Put in what the tool would send. Nothing is sent, and nobody is paged.</p>
      {kept.length > 0 && (
        <NativeSelect
          aria-label="Take one that came"
          value=""
          data={[
            { value: '', label: 'Take one that came …' },
            ...kept.map((request, index) => ({ value: String(index), label: requestWords(request) })),
          ]}
          onChange={({ currentTarget }) => onBody(pretty(kept[Number(currentTarget.value)]?.body ?? body))}
        />
      )}
      <Textarea
        aria-label="What the tool would send"
        classNames={{ input: classes.body ?? '' }}
        spellCheck={false}
        autosize
        minRows={8}
        maxRows={22}
        value={body}
        onChange={({ currentTarget }) => onBody(currentTarget.value)}
      />
      <Outcome id={id} body={body} other={other} />
    </section>
  );
}

function Outcome({ id, body, other }: { id: string; body: string; other: TriedSettings }) {
  const [tried] = useDebouncedValue({ body, other }, WAIT_MS);
  const { data, error } = useQuery(integrationQueries.tried(id, tried.body, tried.other));
  if (error)
    return <Faults of={error instanceof Problem && error.errors.length > 0 ? faultsOf(error) : [wordsOf(error)]} />;
  if (!data) return null;
  if (data.errors.length > 0) return <Faults of={data.errors} />;
  return (
    <ol className={classes.events} aria-label="What it would do" aria-live="polite">
      {data.events.length === 0 && <li className={classes.words}>It says nothing about any service.</li>}
      {data.events.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several may say the same
        <EventRow key={index} event={event} />
      ))}
    </ol>
  );
}

function EventRow({ event }: { event: TriedEvent }) {
  const { key, serviceId, summary, severity, by, note, would } = event;
  return (
    <li className={classes.event} data-tone={toneOf(event)}>
      <strong className={classes.sentence}>{sentenceOf(event)}.</strong>
      {(summary ?? note) !== undefined && <span>{summary ?? note}</span>}
      <dl className={classes.said}>
        <Said name={nameOf(event)} value={key ?? null} />
        {serviceId !== null && (
          <div>
            <dt>of</dt>
            <dd>
              {would === 'create' || would === 'refuse' ? (
                serviceId
              ) : (
                <Link to="/services/$id" params={{ id: serviceId }}>
                  {serviceId}
                </Link>
              )}
            </dd>
          </div>
        )}
        <Said name="how bad" value={severity ?? null} />
        <Said name="by" value={by ?? null} />
      </dl>
    </li>
  );
}

const Said = ({ name, value }: { name: string; value: string | null }) =>
  value === null ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );

const Faults = ({ of }: { of: readonly string[] }) => (
  <div className={classes.faults} role="status">
    <strong>It would be refused.</strong>
    <ul>
      {of.map((fault) => (
        <li key={fault}>{fault}</li>
      ))}
    </ul>
  </div>
);

/** What is wrong with the settings that are tried. */
const faultsOf = ({ errors }: Problem): string[] =>
  errors.map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`));

const requestWords = ({ at, status, code, body }: InboundRequest): string =>
  `${momentOf(Date.parse(at), Date.now(), { withSeconds: true })}, ${code === null ? status : `refused: ${code}`}, ${body.slice(0, 60)}`;

/** As it came where it is no JSON: it may have been cut. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
