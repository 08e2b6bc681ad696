/** The rows, of which only those in sight exist; the next page is asked for before its place comes into sight. */

import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Service } from '../../api/types.ts';
import { StateMark } from '../../state/state-mark.tsx';
import { useNow } from '../../time/now.ts';
import { countdownOf, lengthOf } from '../../time/words.ts';
import classes from './services.module.css';

const AHEAD = 30;

export function ServiceRows({
  services,
  hasMore,
  onEnd,
}: {
  services: Service[];
  hasMore: boolean;
  onEnd: () => void;
}) {
  const place = useRef<HTMLUListElement>(null);
  const rows = useWindowVirtualizer({
    count: services.length,
    estimateSize: rowHeight,
    overscan: 12,
    scrollMargin: place.current?.offsetTop ?? 0,
    getItemKey: (index) => services[index]?.id ?? index,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= services.length - AHEAD) onEnd();
  }, [hasMore, last, services.length, onEnd]);
  return (
    <ul className={classes.rows} ref={place} style={{ height: rows.getTotalSize() }}>
      {items.map(({ index, key, start, size }) => {
        const service = services[index];
        return (
          service && (
            <li
              key={key}
              className={classes.place}
              style={{ height: size, transform: `translateY(${start - rows.options.scrollMargin}px)` }}
            >
              <ServiceRow service={service} />
            </li>
          )
        );
      })}
    </ul>
  );
}

/** As the stylesheet has it: it depends on the density, and on fingers or a mouse. */
const rowHeight = () => Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--row'), 10) || 44;

function ServiceRow({ service: { id, name, state, labels, incident } }: { service: Service }) {
  return (
    <Link to="/services/$id" params={{ id }} className={classes.row} data-state={state}>
      <span className={classes.state}>
        <StateMark state={state} />
      </span>
      <span className={classes.name}>{name}</span>
      <span className={classes.about}>
        {incident
          ? (incident.alerts[0]?.summary ?? '')
          : Object.entries(labels)
              .map(([key, value]) => `${key}: ${value}`)
              .join(' · ')}
      </span>
      <span className={classes.figure}>{incident && <Figure {...incident} state={state} />}</span>
      <code className={classes.id}>{id}</code>
    </Link>
  );
}

function Figure({
  state,
  nextEscalationAt,
  openedAt,
}: {
  state: Service['state'];
  nextEscalationAt: string | null;
  openedAt: string;
}) {
  const now = useNow();
  return state === 'escalating' && nextEscalationAt !== null
    ? countdownOf(Date.parse(nextEscalationAt) - now)
    : lengthOf(now - Date.parse(openedAt));
}
