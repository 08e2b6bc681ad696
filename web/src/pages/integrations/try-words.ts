/** What a tried event would come to, as a sentence. Pure. */
import type { TriedEvent } from './integration-queries.ts';

type Would = TriedEvent['would'];

/** @returns the act; the service stands behind it */
const ACTS: Record<Would, string> = {
  open: 'It would open an incident and page',
  create: 'It would make the service, open an incident and page',
  add: 'It would be added to the open incident, and page nobody anew',
  repeat: 'It would be counted: this alert is open already',
  record: 'It would be recorded only: it is below what the service pages for',
  resolve: 'It would resolve this alert; others stay open',
  close: 'It would resolve the last open alert and close the incident',
  acknowledge: 'It would acknowledge the open incident',
  note: 'It would be noted, and change nothing',
  nothing: 'It would change nothing: this alert is not open',
  refuse: 'It would be refused: there is no such service',
};

const TONES: Partial<Record<Would, 'loud' | 'bad'>> = { open: 'loud', create: 'loud', refuse: 'bad' };
export const toneOf = ({ would }: TriedEvent): 'loud' | 'bad' | 'quiet' => TONES[would] ?? 'quiet';

export function sentenceOf({ would, serviceId }: TriedEvent): string {
  if (would === 'refuse' && serviceId === null) return 'It would be refused: no service is chosen';
  return ACTS[would];
}

const NAMES: Record<TriedEvent['type'], string> = {
  alert: 'Alert',
  resolve: 'End of an alert',
  ack: 'Acknowledgement',
  note: 'Note',
};
export const nameOf = ({ type }: TriedEvent): string => NAMES[type];
