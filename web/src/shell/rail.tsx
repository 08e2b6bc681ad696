/** The left rail of a desktop: where one can go, and beneath it how the line to the pager stands and who one is. */
import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useLineState } from '../live/live.tsx';
import { Brand } from './brand.tsx';
import { LineMark } from './line-mark.tsx';
import { PlaceIcon } from './place-icon.tsx';
import { PLACES } from './places.ts';
import classes from './rail.module.css';
import { SignedIn } from './signed-in.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { useCalling } from './use-calling.ts';

export function Rail({ onKeys }: { onKeys: () => void }) {
  const { count, loudest } = useCalling();
  const line = useLineState();
  return (
    <aside className={classes.rail}>
      <Link to="/" className={classes.brand}>
        <Brand />
      </Link>
      <nav className={classes.places} aria-label="Pages">
        {PLACES.map(({ to, name, icon }) => (
          <Link key={to} to={to} className={classes.place} activeOptions={{ exact: to === '/' }}>
            <PlaceIcon path={icon} />
            <span>{name}</span>
            {to === '/' && count > 0 && (
              <span className={classes.count} data-state={loudest}>
                {count}
              </span>
            )}
          </Link>
        ))}
      </nav>
      <div className={classes.foot}>
        <LineMark state={line} />
        <SignedIn />
        <div className={classes.switches}>
          <ThemeSwitch />
          <ActionIcon variant="subtle" size={32} onClick={onKeys} aria-label="Keys" title="Keys (?)">
            <span aria-hidden="true">?</span>
          </ActionIcon>
        </div>
      </div>
    </aside>
  );
}
