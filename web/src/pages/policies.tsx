/** All escalation policies: whom each tells in which order, and who relies on it. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { wordsOf } from '../api/problem.ts';
import { queries } from '../api/queries.ts';
import type { Policy } from '../api/types.ts';
import { useMayAdminister } from '../api/use-may-administer.ts';
import { Band } from '../shell/band.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { NEW_POLICY } from './policies/new-policy.ts';
import classes from './policies/policies.module.css';
import { countOf, outlineOf } from './policies/policy-words.ts';

export function PoliciesPage() {
  const { data, error } = useQuery(queries.policies());
  const mayMake = useMayAdminister();
  const policies = data?.items ?? [];
  return (
    <>
      <PageHead
        title={titleOf(data?.items)}
        tab="Policies"
        sub="A policy says who is told when a service breaks, and who comes next when nobody answers."
      >
        {mayMake && (
          <Button component={Link} to={`/policies/${NEW_POLICY}`}>
            New policy
          </Button>
        )}
      </PageHead>
      {error && <Band title="The policies can’t be read.">{wordsOf(error)}</Band>}
      <ul className={classes.list}>
        {policies.map((policy) => (
          <PolicyRow key={policy.id} policy={policy} />
        ))}
      </ul>
      {data && policies.length === 0 && (
        <p className={classes.empty}>
          There is none yet. Begin with one level and your own address: a second level can be added at any time.
        </p>
      )}
    </>
  );
}

function PolicyRow({ policy }: { policy: Policy }) {
  const { id, name, services, warnings } = policy;
  return (
    <li>
      <Link to="/policies/$id" params={{ id }} className={classes.row}>
        <span className={classes.name}>
          {name} <code>{id}</code>
        </span>
        <span className={classes.outline}>{outlineOf(policy)}</span>
        <span className={classes.uses} data-none={services.length === 0}>
          {services.length === 0 ? 'Used by no service' : `Used by ${countOf(services.length, 'service')}`}
        </span>
        {warnings.length > 0 && <span className={classes.warning}>{warnings[0] && wordsOf(warnings[0])}</span>}
      </Link>
    </li>
  );
}

function titleOf(policies: Policy[] | undefined): string {
  if (!policies) return 'Escalation policies';
  if (policies.length === 0) return 'Nobody would be told: there is no policy yet.';
  const warned = policies.filter(({ warnings }) => warnings.length > 0).length;
  const said = `${countOf(policies.length, 'policy', 'policies')} ${policies.length === 1 ? 'says' : 'say'} who is told.`;
  return warned === 0 ? said : `${said} ${warned === 1 ? 'One needs' : `${warned} need`} a look.`;
}
