/** A secret that was just made: it is shown this once. */
import { Button } from '@mantine/core';
import { copyText } from './copy-text.ts';
import classes from './shown-once.module.css';

export function ShownOnce({
  title,
  label,
  secret,
  onDone,
}: {
  title: string;
  /** For who does not see where it stands: "The new secret". */
  label: string;
  secret: string;
  onDone: () => void;
}) {
  const copy = () => copyText(secret, 'It is copied.');
  return (
    <section className={classes.shown} aria-label={label}>
      <h2>{title}</h2>
      <code className={classes.secret}>{secret}</code>
      <div className={classes.acts}>
        <Button onClick={copy}>Copy</Button>
        <Button variant="default" onClick={onDone}>
          I have it
        </Button>
      </div>
    </section>
  );
}
