/** Sending an event: to a copy, from any step; or, live and asked twice, to the service itself. */
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { WhatIf } from '../../api/inspector-queries.ts';
import { sessionQuery } from '../../api/session.ts';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { readDuration } from '../policies/written-duration.ts';
import classes from './acts.module.css';

const PEOPLE_ACTS = ['ack', 'unack', 'escalate', 'healthy'] as const;

export interface CopiedEvent {
  event: WhatIf['event'];
  after: string | undefined;
}

export function WhatIfActs({
  onCopy,
  onEnd,
  isCopy,
}: {
  onCopy: (copied: CopiedEvent) => void;
  onEnd: () => void;
  isCopy: boolean;
}) {
  const [wait, setWait] = useState('');
  const after = wait.trim() === '' ? undefined : readDuration(wait);
  const copy = (event: CopiedEvent['event']) => after !== null && onCopy({ event, after });
  return (
    <section>
      <h2>What if</h2>
      <p className={classes.hint}>On a copy, behind this step. Nobody is told.</p>
      <TextInput
        label="After"
        placeholder="at once"
        size="xs"
        classNames={{ root: classes.after ?? '' }}
        value={wait}
        error={after === null ? 'a time such as 10 min' : undefined}
        onChange={({ currentTarget }) => setWait(currentTarget.value)}
      />
      <div className={classes.acts}>
        {PEOPLE_ACTS.map((type) => (
          <Button key={type} size="compact-sm" variant="default" onClick={() => copy({ type })}>
            {type}
          </Button>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => copy({ type: 'alert', key: 'what-if', summary: 'another alert', severity: 'critical' })}
        >
          alert
        </Button>
        <Button size="compact-sm" variant="default" disabled={wait.trim() === ''} onClick={() => copy(null)}>
          only time
        </Button>
        {isCopy && (
          <Button size="compact-sm" variant="subtle" onClick={onEnd}>
            Drop the copy
          </Button>
        )}
      </div>
    </section>
  );
}

/** Of administrators only, and the server asks too. */
export function RealActs({ service, incident }: { service: string; incident: string }) {
  const { data: session } = useQuery(sessionQuery());
  if (!session?.mayAdminister) return null;
  const send = async (type: (typeof PEOPLE_ACTS)[number]) => {
    try {
      const param = { machine: 'monitored-service', id: service };
      const asked = api.actors[':machine'][':id'].events.$post({ param, json: { incident, event: { type } } });
      const { changed, result, reason } = await answerOf(asked);
      notifyDone(changed ? `${type}: ${result}` : `${type} changed nothing${reason ? `: ${reason}` : ''}`);
    } catch (error) {
      notifyFailed(`${type} was not sent`, error);
    }
  };
  return (
    <section>
      <h2>Send an event</h2>
      <p className={classes.hint}>To {incident} itself, as an administrator. It stands in the timeline.</p>
      <div className={classes.acts}>
        {PEOPLE_ACTS.map((type) => (
          <TwoTaps key={type} size="compact-sm" sure={`Really ${type}`} act={() => send(type)}>
            {type}
          </TwoTaps>
        ))}
      </div>
    </section>
  );
}
