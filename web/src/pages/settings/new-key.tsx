/** A key that was just made: it is shown this once. */
import { Button } from '@mantine/core';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import classes from './settings.module.css';
import type { ApiKey } from './settings-queries.ts';

export function NewKey({ made: { name, key }, onDone }: { made: ApiKey & { key: string }; onDone: () => void }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(key);
      notifyDone('The key is copied.');
    } catch (error) {
      notifyFailed('The browser does not let it be copied: mark it by hand', error);
    }
  };
  return (
    <section className={classes.newKey} aria-label="The new key">
      <h2>The key for “{name}”. It is shown this once, and stored nowhere.</h2>
      <code className={classes.key}>{key}</code>
      <div className={classes.acts}>
        <Button onClick={copy}>Copy</Button>
        <Button variant="default" onClick={onDone}>
          I have it
        </Button>
      </div>
    </section>
  );
}
