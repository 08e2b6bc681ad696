/** How a message ended, in a word, and how loud that is. Pure. */
import type { Notification } from '../../api/types.ts';

export const OUTCOME_WORDS: Record<Notification['state'], { word: string; tone: 'good' | 'bad' | 'waiting' | 'none' }> =
  {
    accepted: { word: 'Sent', tone: 'good' },
    delivered: { word: 'Arrived', tone: 'good' },
    sending: { word: 'Being sent', tone: 'waiting' },
    pending: { word: 'Not sent yet', tone: 'waiting' },
    failed: { word: 'Failed', tone: 'bad' },
    refused: { word: 'Refused', tone: 'bad' },
    superseded: { word: 'Not needed', tone: 'none' },
    previewed: { word: 'Preview', tone: 'none' },
  };

/** ", 3 tries"; nothing for the usual one. */
export const triesWords = ({ tries }: Pick<Notification, 'tries'>) => (tries > 1 ? `, ${tries} tries` : '');

/** Those that the API takes another try of. */
export const isRetryable = ({ state }: Pick<Notification, 'state'>) =>
  state === 'pending' || state === 'failed' || state === 'refused';
