/** All monitored services: searched and filtered by the address, so that a view can be sent to somebody. */
import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { queries } from '../api/queries.ts';
import type { Overview } from '../api/types.ts';
import { PageHead } from '../shell/page-head.tsx';
import { useShortcut } from '../shell/shortcuts.tsx';
import { FilterChips } from './services/filter-chips.tsx';
import { NewService } from './services/new-service.tsx';
import { ServiceRows } from './services/service-rows.tsx';
import classes from './services/services.module.css';

const SEARCH_AFTER_MS = 150;
const number = new Intl.NumberFormat('en-GB');

export function ServicesPage() {
  const filter = useSearch({ from: '/inside/services' });
  const navigate = useNavigate({ from: '/services' });
  const overview = useQuery(queries.overview()).data;
  const found = useInfiniteQuery(queries.services(filter));
  const [isAdding, setAdding] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback(
    (q: string) => navigate({ search: (before) => ({ ...before, q: q || undefined }), replace: true }),
    SEARCH_AFTER_MS,
  );
  useShortcut('/', 'Search', () => searchField.current?.focus());
  useShortcut('c', 'Add a service', () => setAdding(true));
  const services = found.data?.pages.flatMap(({ items }) => items) ?? [];

  return (
    <>
      <PageHead title={overview ? sentenceOf(overview) : 'Services'} tab="Services">
        <Button variant="default" onClick={() => setAdding(true)}>
          Add a service
        </Button>
      </PageHead>
      <div className={classes.filters}>
        <TextInput
          ref={searchField}
          className={classes.search}
          type="search"
          placeholder="Search by name or id"
          aria-label="Search services"
          defaultValue={filter.q ?? ''}
          onChange={(event) => search(event.currentTarget.value)}
        />
        <FilterChips
          services={services}
          overview={overview}
          filter={filter}
          onChange={(change) => navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
        />
      </div>
      {found.isError && <p className={classes.nothing}>The services can’t be read now. It is tried again.</p>}
      {found.isSuccess && services.length === 0 && (
        <p className={classes.nothing}>
          {Object.keys(filter).length === 0
            ? 'No service is watched yet. Add one: a database, a shop, a nightly backup.'
            : 'No service is like that.'}
        </p>
      )}
      <ServiceRows
        services={services}
        hasMore={found.hasNextPage}
        onEnd={() => !found.isFetchingNextPage && found.fetchNextPage()}
      />
      <NewService opened={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

function sentenceOf({ services: { total, exhausted, escalating, acked } }: Overview): string {
  const all = total === 1 ? 'One service is watched' : `${number.format(total)} services are watched`;
  if (total === 0) return 'No service is watched yet.';
  const unwell = exhausted + escalating + acked;
  if (unwell === 0) return total === 1 ? 'One service is watched, and it is healthy.' : `${all}. All are healthy.`;
  return `${all}. ${number.format(unwell)} of them ${unwell === 1 ? 'is' : 'are'} not healthy.`;
}
