/** Somebody else saved the policy while it was edited here: both changes side by side, and nothing is overwritten unasked. */
import { Button } from '@mantine/core';
import type { Policy } from '../../api/types.ts';
import { Differences } from './differences.tsx';
import classes from './editor.module.css';
import { differencesOf } from './policy-difference.ts';
import type { PolicyInput } from './policy-draft.ts';

export function Conflict({
  base,
  mine,
  theirs,
  onMine,
  onTheirs,
}: {
  base: Policy;
  mine: PolicyInput;
  theirs: Policy;
  onMine: () => void;
  onTheirs: () => void;
}) {
  return (
    <section className={classes.conflict} role="alert" aria-label="Conflict">
      <h2>Somebody else changed this policy while you did. Nothing of theirs was overwritten.</h2>
      <div className={classes.versions}>
        <div>
          <h3>They saved revision {theirs.revision}</h3>
          <Differences of={differencesOf(base, theirs)} />
          <Button variant="default" onClick={onTheirs}>
            Take theirs, drop mine
          </Button>
        </div>
        <div>
          <h3>You changed revision {base.revision}</h3>
          <Differences of={differencesOf(base, mine)} />
          <Button variant="danger" onClick={onMine}>
            Save mine in place of theirs
          </Button>
        </div>
      </div>
    </section>
  );
}
