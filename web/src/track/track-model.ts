/**
 * The escalation track as data: who was told, who is next and when, on one line of
 * real time. One model for an open incident, for the story of a closed one and for
 * what a policy would do. Times are epoch ms, or ms from any beginning of its own.
 */
export type Outcome = 'sent' | 'failed' | 'waiting' | 'none';

export interface TrackTarget {
  /** "ana@…", "+33 6 ..21". */
  label: string;
  /** How it ended, in a word or two: "sent", "refused". */
  word?: string;
  outcome: Outcome;
}

export interface TrackPoint {
  at: number;
  /** `told` is behind, `ahead` is still to come, the others are what people did or what came of it. */
  kind: 'told' | 'ahead' | 'acked' | 'closed' | 'exhausted';
  /** "Level 2", "Level 1 again", "Acknowledged by Ana". */
  title: string;
  targets: TrackTarget[];
}

export interface Track {
  state: 'escalating' | 'exhausted' | 'acked' | 'closed';
  /** In order of time. */
  points: TrackPoint[];
  /** Where the line begins; it ends at `until`, or at the last point. */
  from: number;
  until: number;
  /** Where the head stands; null: nothing moves. */
  head: number | null;
  /** In one sentence: what is read aloud, and what stands beneath it on a phone. */
  sentence: string;
}
