/** The track of an incident, moving: with the levels that are still to come, as the policy has them now. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.ts';
import type { Incident } from '../api/types.ts';
import { useNow } from '../time/now.ts';
import { EscalationTrack } from '../track/escalation-track.tsx';
import { trackOfIncident } from '../track/incident-track.ts';

export function MovingTrack({ incident, sentence }: { incident: Incident; sentence?: 'narrow' | 'always' | 'never' }) {
  const now = useNow();
  const service = useQuery({ ...queries.service(incident.serviceId), enabled: incident.state === 'escalating' }).data;
  const policyId = service?.escalationPolicyId ?? '';
  const policy = useQuery({ ...queries.policy(policyId), enabled: policyId !== '' }).data;
  return <EscalationTrack track={trackOfIncident(incident, now, policy)} {...(sentence && { sentence })} />;
}
