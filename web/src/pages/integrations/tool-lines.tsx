/** The lines to paste into a tool, its key filled in while that is known; where there are several ways, the one that is chosen. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import type { Integration } from './integration-queries.ts';
import classes from './integrations.module.css';
import { TOOLS } from './tools.ts';

const PLACEHOLDER = 'KEY';

export function ToolLines({
  integration: { type, url },
  keyText,
  endsWith,
}: {
  integration: Integration;
  keyText: string | null;
  endsWith: string | undefined;
}) {
  const { ways } = TOOLS[type];
  const [chosen, setChosen] = useState(0);
  const way = ways[chosen] ?? ways[0];
  const key = keyText ?? PLACEHOLDER;
  const text = way.lines({ url: url.replace('{key}', key), key });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      notifyDone('The lines are copied.');
    } catch (error) {
      notifyFailed('The browser does not let them be copied: mark them by hand', error);
    }
  };
  return (
    <section className={classes.lines} aria-label="The lines to paste">
      {ways.length > 1 && (
        <fieldset className={classes.ways} aria-label="Which way">
          {ways.map(({ name }, index) => (
            <Button
              key={name}
              size="compact-sm"
              variant={index === chosen ? 'default' : 'subtle'}
              aria-pressed={index === chosen}
              onClick={() => setChosen(index)}
            >
              {name}
            </Button>
          ))}
        </fieldset>
      )}
      <h2>{way.where}</h2>
      <pre>{text}</pre>
      <div className={classes.acts}>
        <Button variant="default" onClick={copy}>
          Copy
        </Button>
        <p className={classes.dim}>
          {keyText === null
            ? `KEY is what was shown when it was made; it ends with ${endsWith ?? 'what nobody knows'}. With “New key” it stands here again.`
            : 'The key is shown now, and never again.'}
        </p>
      </div>
    </section>
  );
}
