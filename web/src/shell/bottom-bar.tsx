/** The phone's way around: three places and the rest, in the thumb's reach. */
import { Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLineState } from '../live/live.tsx';
import classes from './bottom-bar.module.css';
import { LineMark } from './line-mark.tsx';
import { PlaceIcon } from './place-icon.tsx';
import { PLACES, type Place } from './places.ts';
import { SignedIn } from './signed-in.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { useCalling } from './use-calling.ts';

const FIRST = 3;

export function BottomBar() {
  const [isMoreShown, setMoreShown] = useState(false);
  const { count, loudest } = useCalling();
  const line = useLineState();
  return (
    <nav className={classes.bar} aria-label="Pages, on a phone">
      {PLACES.slice(0, FIRST).map(({ to, name, icon }) => (
        <Link key={to} to={to} className={classes.place} activeOptions={{ exact: to === '/' }}>
          <PlaceIcon path={icon} />
          {to === '/' && count > 0 && (
            <span className={classes.count} data-state={loudest}>
              {count}
            </span>
          )}
          <span>{name}</span>
        </Link>
      ))}
      <button type="button" className={classes.place} onClick={() => setMoreShown(true)} aria-haspopup="dialog">
        <PlaceIcon path="M4 10h.01M10 10h.01M16 10h.01" />
        <span>More</span>
      </button>
      <Modal opened={isMoreShown} onClose={() => setMoreShown(false)} title="More" centered>
        <div className={classes.more}>
          {PLACES.slice(FIRST).map((place) => (
            <MorePlace key={place.to} place={place} onGo={() => setMoreShown(false)} />
          ))}
        </div>
        <div className={classes.foot}>
          <LineMark state={line} />
          <SignedIn />
          <ThemeSwitch />
        </div>
      </Modal>
    </nav>
  );
}

function MorePlace({ place: { to, name, icon }, onGo }: { place: Place; onGo: () => void }) {
  return (
    <Link to={to} className={classes.morePlace} onClick={onGo}>
      <PlaceIcon path={icon} />
      {name}
    </Link>
  );
}
