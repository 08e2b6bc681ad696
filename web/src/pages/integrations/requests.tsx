/** The requests of a tool as they arrive, newest first: what each said, what it came to, and why it was refused. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Moment } from '../../time/moment.tsx';
import { type InboundRequest, integrationQueries } from './integration-queries.ts';
import classes from './integrations.module.css';

export function Requests({ id }: { id: string }) {
  const { data } = useQuery(integrationQueries.requests(id));
  return (
    <section aria-label="Requests" aria-live="polite">
      <h2>Requests</h2>
      {data?.items.length === 0 && (
        <p className={classes.waiting}>Waiting for the first one. It stands here as soon as it comes.</p>
      )}
      <ol className={classes.rows}>
        {data?.items.map((request, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several may come within the same millisecond
          <RequestRow key={`${request.at} ${index}`} request={request} />
        ))}
      </ol>
    </section>
  );
}

function RequestRow({
  request: { at, method, path, status, code, detail, body, events },
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
            ✕ {status} {code}
          </strong>
        )}
        {detail !== null && <span className={classes.line}>{detail}</span>}
        {events.map(({ type, key, serviceId, result }) => (
          <span key={`${type} ${key} ${serviceId}`} className={classes.line}>
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
        ))}
        <details>
          <summary className={classes.dim}>
            {method} {path}
          </summary>
          <pre>{body}</pre>
        </details>
      </span>
    </li>
  );
}
