/**
 * The way in for who has nothing yet: whom to page, what to watch, and an alert that
 * arrives. Each step is the real thing; where the way was left, it goes on.
 */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { queries } from '../../api/queries.ts';
import { FirstAlert } from './first-alert.tsx';
import { FirstPolicy } from './first-policy.tsx';
import { FirstService } from './first-service.tsx';
import classes from './first-steps.module.css';

export function FirstSteps({ onDone }: { onDone: () => void }) {
  const policies = useQuery(queries.policies());
  const services = useQuery({ ...queries.firstServices(), enabled: policies.isSuccess });
  if (!policies.isSuccess || !services.isSuccess) return null;
  const [policy] = policies.data.items;
  const [service] = services.data.items;
  const step = !policy ? 1 : !service ? 2 : 3;
  return (
    <ol className={classes.steps}>
      <Step at={step} number={1} title="Say whom to page" done={policy ? `${policy.name} is there.` : ''}>
        <FirstPolicy />
      </Step>
      <Step at={step} number={2} title="Say what to watch" done={service ? `${service.name} is watched.` : ''}>
        {policy && <FirstService policyId={policy.id} />}
      </Step>
      <Step at={step} number={3} title="See an alert arrive" done="">
        {service && <FirstAlert service={service} onDone={onDone} />}
      </Step>
    </ol>
  );
}

function Step({
  at,
  number,
  title,
  done,
  children,
}: {
  at: number;
  number: number;
  title: string;
  done: string;
  children: ReactNode;
}) {
  const state = at > number ? 'done' : at === number ? 'now' : 'later';
  return (
    <li className={classes.step} data-step={state} aria-current={state === 'now' ? 'step' : undefined}>
      <span className={classes.number} aria-hidden="true">
        {state === 'done' ? '✓' : number}
      </span>
      <div>
        <h2>{title}</h2>
        {state === 'done' && <p className={classes.dim}>{done}</p>}
        {state === 'now' && children}
      </div>
    </li>
  );
}
