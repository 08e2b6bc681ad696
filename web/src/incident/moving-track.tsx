/** The track of an incident, moving: with the levels that are still to come, as the policy says that it runs. */
import type { Incident } from '../api/types.ts';
import { useNow } from '../time/now.ts';
import { EscalationTrack } from '../track/escalation-track.tsx';
import { trackOfIncident } from '../track/incident-track.ts';

export function MovingTrack({ incident, sentence }: { incident: Incident; sentence?: 'narrow' | 'always' | 'never' }) {
  const now = useNow();
  return <EscalationTrack track={trackOfIncident(incident, now)} {...(sentence && { sentence })} />;
}
