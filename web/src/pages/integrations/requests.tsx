/** The requests of a tool as they arrive, newest first: what each said, what it came to, and why it was refused. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Moment } from '../../time/moment.tsx';
import { type InboundRequest, type Integration, integrationQueries } from './integration-queries.ts';
import classes from './integrations.module.css';
import { refusedCounts } from './refused-words.ts';

export function Requests({ integration: { id, refused } }: { integration: Integration }) {
  const { data } = useQuery(integrationQueries.requests(id));
  const [onlyRefused, setOnlyRefused] = useState(false);
  const counts = refusedCounts(refused);
  const shown = data?.items.filter(({ code }) => !onlyRefused || code !== null);
  return (
    <section aria-label="Requests" aria-live="polite">
      <div className={classes.sectionHead}>
        <h2>The last requests</h2>
        {counts !== '' && (
          <Button
            size="compact-sm"
            variant={onlyRefused ? 'default' : 'subtle'}
            aria-pressed={onlyRefused}
            onClick={() => setOnlyRefused(!onlyRefused)}
          >
            Only those that were refused
          </Button>
        )}
      </div>
      {counts !== '' && <p className={classes.counts}>Refused so far: {counts}.</p>}
      {data?.items.length === 0 && (
        <p className={classes.waiting}>Waiting for the first one. It stands here as soon as it comes.</p>
      )}
      {data && data.items.length > 0 && shown?.length === 0 && (
        <p className={classes.waiting}>Of the last {data.items.length} none was refused.</p>
      )}
      <ol className={classes.rows}>
        {shown?.map((request, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several may come within the same millisecond
          <RequestRow key={`${request.at} ${index}`} request={request} />
        ))}
      </ol>
    </section>
  );
}

function RequestRow({
  request: { at, method, path, status, code, detail, userAgent, body, events },
}: {
  request: InboundRequest;
}) {
  return (
    <li className={classes.request}>
      <span className={classes.dim}>
        <Moment at={at} seconds />
      </span>
      <span>
        {code === null ? (
          <strong>✓ {status}</strong>
        ) : (
          <strong className={classes.bad}>
            ✕ {status} {code.replaceAll('_', ' ')}
          </strong>
        )}
        {detail !== null && <span className={classes.line}>{detail}</span>}
        {events.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one request may say the same several times
          <EventLine key={index} event={event} />
        ))}
        <details>
          <summary className={classes.dim}>
            {method} {path}
          </summary>
          {userAgent !== null && <p className={classes.dim}>From {userAgent}</p>}
          <pre>{body}</pre>
        </details>
      </span>
    </li>
  );
}

function EventLine({ event: { type, key, serviceId, result } }: { event: InboundRequest['events'][number] }) {
  return (
    <span className={classes.line}>
      {type}
      {key !== null && ` “${key}”`}
      {serviceId !== null && (
        <>
          {' about '}
          <Link to="/services/$id" params={{ id: serviceId }}>
            {serviceId}
          </Link>
        </>
      )}
      {`: ${result}`}
    </span>
  );
}
