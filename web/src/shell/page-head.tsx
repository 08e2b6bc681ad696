/** The head of a page: a sentence about the world, a line beneath it, and what one can do. */
import { type ReactNode, useEffect } from 'react';
import classes from './page-head.module.css';
import { pageTitle } from './page-title.ts';

/** Beyond it the title may be cut. */
const LONG = 100;

export function PageHead({
  title,
  tab,
  sub,
  children,
}: {
  title: string;
  /** Shorter, for the tab; the title unless given. */
  tab?: string;
  sub?: ReactNode;
  /** Acts that belong to the whole page. */
  children?: ReactNode;
}) {
  useEffect(() => pageTitle.become(tab ?? title), [tab, title]);
  return (
    <header className={classes.head}>
      <div>
        <h1 title={title.length > LONG ? title : undefined}>{title}</h1>
        {sub !== undefined && <div className={classes.sub}>{sub}</div>}
      </div>
      {children !== undefined && <div className={classes.acts}>{children}</div>}
    </header>
  );
}
