/** How an integration is set up, in words. */
import type { ReactNode } from 'react';
import { hasSetting } from './integration-draft.ts';
import type { Integration } from './integration-queries.ts';
import classes from './integrations.module.css';
import { PARTS } from './mapping-draft.ts';

export function SettingsSummary({ integration }: { integration: Integration }) {
  return (
    <dl className={classes.summary}>
      {entriesOf(integration).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function entriesOf({ type, serviceId, rule, settings }: Integration): [string, ReactNode][] {
  const { keyPer, severityLabel, signature, mapping, defaultSeverity, heartbeatId } = settings;
  const entries: [string, ReactNode][] = [];
  if (heartbeatId !== undefined) entries.push(['Heartbeat', heartbeatId]);
  if (rule) entries.push(['Service', ruleWords(rule)], ['Else', serviceId ?? 'it is refused']);
  else if (serviceId !== null) entries.push(['Service', serviceId]);
  if (hasSetting(type, 'keyPer')) {
    entries.push(['One alert for', keyPer === 'alert' ? 'each alert of a group' : 'each group']);
    entries.push(['How bad it is', <>says the label {code(severityLabel ?? 'severity')}</>]);
  }
  if (defaultSeverity !== undefined) entries.push(['Where none is said', defaultSeverity]);
  if (hasSetting(type, 'signature')) entries.push(['Signed', signature ? 'yes, else it is refused' : 'no']);
  if (hasSetting(type, 'mapping')) {
    entries.push(['Read', mapping ? `by a mapping of ${partsWords(mapping)}` : 'by the usual names']);
  }
  return entries;
}

const code = (text: string) => <code>{text}</code>;

function ruleWords({ label, field, services, createWithPolicyId }: NonNullable<Integration['rule']>): ReactNode {
  const listed = Object.keys(services ?? {}).length;
  return (
    <>
      named by {label === undefined ? <>the place {code(field ?? '')}</> : <>the label {code(label)}</>}
      {listed > 0 && `, through a list of ${listed}`}
      {createWithPolicyId !== undefined && ', and made where it is not there'}
    </>
  );
}

function partsWords(mapping: NonNullable<Integration['settings']['mapping']>): string {
  const count = PARTS.filter((part) => mapping[part] !== undefined).length;
  return count === 1 ? 'one thing' : `${count} things`;
}
