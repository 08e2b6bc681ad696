/** Incidents, open and closed, newest first, and how long it took to answer and to mend. */

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { queries } from '../api/queries.ts';
import type { ListedIncident } from '../api/types.ts';
import { PageHead } from '../shell/page-head.tsx';
import { lengthOf } from '../time/words.ts';
import { DurationsPlot } from './incidents/durations-plot.tsx';
import { IncidentFilters } from './incidents/incident-filters.tsx';
import { IncidentRows } from './incidents/incident-rows.tsx';
import classes from './incidents/incidents.module.css';
import { timesOf } from './incidents/times.ts';

export function IncidentsPage() {
  const filter = useSearch({ from: '/inside/incidents' });
  const navigate = useNavigate({ from: '/incidents' });
  const found = useInfiniteQuery(queries.incidents(filter));
  const incidents = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <PageHead title={found.isSuccess ? sentenceOf(incidents, found.hasNextPage) : 'Reading …'} tab="Incidents" />
      <IncidentFilters
        filter={filter}
        onChange={(change) => navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      />
      <DurationsPlot incidents={incidents} />
      {found.isSuccess && incidents.length === 0 && (
        <p className={classes.nothing}>
          {Object.keys(filter).length === 0 ? (
            <>
              There was none yet. An alert opens one: send a test alert from <Link to="/services">a service</Link>.
            </>
          ) : (
            'None is like that.'
          )}
        </p>
      )}
      <IncidentRows incidents={incidents} />
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
          Earlier ones
        </Button>
      )}
    </>
  );
}

/** "Half of the last 40 incidents were answered within 3 min and closed within 22 min." */
function sentenceOf(incidents: ListedIncident[], hasMore: boolean): string {
  const { each, ack, close } = timesOf(incidents);
  if (each.length === 0) return incidents.length === 0 ? 'No incidents.' : 'No incidents but tests.';
  const which = `${hasMore ? 'the last ' : ''}${each.length === 1 ? 'one incident' : `${each.length} incidents`}`;
  if (ack.median === null && close.median === null) return `${upper(which)}, none of them answered or closed yet.`;
  const parts = [
    ack.median === null ? '' : `answered within ${lengthOf(ack.median)}`,
    close.median === null ? '' : `closed within ${lengthOf(close.median)}`,
  ].filter(Boolean);
  return each.length === 1 ? `One incident, ${parts.join(' and ')}.` : `Half of ${which} were ${parts.join(' and ')}.`;
}

const upper = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
