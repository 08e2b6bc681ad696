/** The parts of a page, each at an address of its own. */
import { Link } from '@tanstack/react-router';
import classes from './tabs.module.css';

export interface Tab {
  id: string;
  name: string;
  count?: number | undefined;
}

/** @param to the page; the first of the tabs is what it shows without one in the address */
export function Tabs({ to, tabs, current }: { to: '/activity' | '/settings'; tabs: readonly Tab[]; current: string }) {
  return (
    <nav className={classes.tabs} aria-label="Parts of this page">
      {tabs.map(({ id, name, count }) => (
        <Link
          key={id}
          to={to}
          search={{ tab: id }}
          className={classes.tab}
          data-current={id === current}
          aria-current={id === current ? 'page' : undefined}
        >
          {name}
          {count !== undefined && count > 0 && <span className={classes.count}>{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
