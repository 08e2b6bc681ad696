/** What would happen if nobody answered, or somebody after a while: computed by the machine that pages. */
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { policyQueries } from '../../api/policy-queries.ts';
import { EscalationTrack } from '../../track/escalation-track.tsx';
import { fullTarget } from '../../track/target-words.ts';
import type { PolicyInput } from './policy-draft.ts';
import classes from './prospect.module.css';
import { afterWords, trackOfProspect } from './prospect-track.ts';
import { readDuration } from './written-duration.ts';

const WAIT_MS = 250;
const ANSWERS = [
  { value: 'never', label: 'Nobody answers' },
  { value: 'after', label: 'Acknowledged after' },
] as const;

export function Prospect({ input }: { input: PolicyInput }) {
  const [answered, setAnswered] = useState<'never' | 'after'>('never');
  const [after, setAfter] = useState('20 min');
  const [policy] = useDebouncedValue(input, WAIT_MS);
  const ackAfter = answered === 'after' ? readDuration(after) : null;
  const { data, error } = useQuery(policyQueries.prospect(policy, ackAfter));
  const steps = data?.steps ?? [];
  return (
    <section className={classes.prospect} aria-label="What would happen">
      <h2>If a service broke now</h2>
      <div className={classes.asked}>
        {ANSWERS.map(({ value, label }) => (
          <Button
            key={value}
            size="compact-sm"
            variant={value === answered ? 'default' : 'subtle'}
            aria-pressed={value === answered}
            onClick={() => setAnswered(value)}
          >
            {label}
          </Button>
        ))}
        {answered === 'after' && (
          <TextInput
            aria-label="Acknowledged after"
            className={classes.after ?? ''}
            size="xs"
            value={after}
            error={ackAfter === null}
            onChange={({ currentTarget }) => setAfter(currentTarget.value)}
          />
        )}
      </div>
      {error ? (
        <p className={classes.unknown}>That can be said as soon as every level has somebody who can be told.</p>
      ) : (
        <>
          <EscalationTrack track={trackOfProspect(steps)} timeOf={afterWords} sentence="always" />
          <ol className={classes.steps}>
            {steps.map(({ afterMs, text, told }) => (
              <li key={`${afterMs} ${text}`}>
                <span className={classes.time}>{afterWords(afterMs)}</span>
                <span>
                  {text}
                  {told && <span className={classes.told}>{told.targets.map(fullTarget).join(', ')}</span>}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
