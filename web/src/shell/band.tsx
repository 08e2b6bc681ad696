/** A line across the page about what is set up wrong: what it is, what it means, and what to do. */
import type { ReactNode } from 'react';
import classes from './band.module.css';

export function Band({
  tone = 'warn',
  title,
  children,
}: {
  /** `note` is for what is not wrong, but must be known. */
  tone?: 'bad' | 'warn' | 'note';
  title: string;
  children?: ReactNode;
}) {
  return (
    <p className={classes.band} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <strong>{title}</strong> {children}
    </p>
  );
}
