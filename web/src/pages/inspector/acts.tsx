/** Sending an event: to a copy, from any step; or, live and asked twice, to the service itself. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import type { EventAnswer } from '../../api/types.ts';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { readDuration } from '../policies/written-duration.ts';
import classes from './acts.module.css';

const PEOPLE_ACTS = ['ack', 'unack', 'escalate', 'healthy'] as const;

export interface CopiedEvent {
  event: { type: string; [field: string]: unknown } | null;
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

export function RealActs({ incident }: { incident: string }) {
  const send = async (type: (typeof PEOPLE_ACTS)[number]) => {
    try {
      const path = `/v1/incidents/${encodeURIComponent(incident)}/${type}`;
      const { changed, result, reason } = await request<EventAnswer>('POST', path, { body: {} });
      notifyDone(changed ? `${type}: ${result}` : `${type} changed nothing${reason ? `: ${reason}` : ''}`);
    } catch (error) {
      notifyFailed(`${type} was not sent`, error);
    }
  };
  return (
    <section>
      <h2>Send an event</h2>
      <p className={classes.hint}>To {incident} itself. It stands in the timeline.</p>
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
