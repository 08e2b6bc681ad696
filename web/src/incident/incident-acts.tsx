/** What one can do to an incident, the main act first. */
import { useActs } from '../api/acts.ts';
import type { ListedIncident } from '../api/types.ts';
import { ActButton } from '../fields/act-button.tsx';
import { TwoTaps } from '../fields/two-taps.tsx';

export function IncidentActs({ incident }: { incident: ListedIncident }) {
  const acts = useActs();
  const healthy = (
    <TwoTaps key="healthy" sure="Close it now?" act={() => acts.healthy(incident)}>
      Healthy
    </TwoTaps>
  );
  switch (incident.state) {
    case 'closed':
      return null;
    case 'acked':
      return (
        <>
          {healthy}
          <ActButton variant="default" act={() => acts.escalate(incident)}>
            Page again
          </ActButton>
        </>
      );
    case 'exhausted':
      return (
        <>
          <ActButton variant="filled" act={() => acts.acknowledge([incident])}>
            Acknowledge
          </ActButton>
          <ActButton variant="default" act={() => acts.escalate(incident, { fromTheStart: true })}>
            Page again from level 1
          </ActButton>
          {healthy}
        </>
      );
    case 'escalating':
      return (
        <>
          <ActButton variant="filled" act={() => acts.acknowledge([incident])}>
            Acknowledge
          </ActButton>
          <ActButton variant="default" act={() => acts.escalate(incident)}>
            {incident.nextLevel && incident.nextLevel.level > incident.level
              ? `Page level ${incident.nextLevel.level} now`
              : 'Page level 1 again now'}
          </ActButton>
          {healthy}
        </>
      );
  }
}
