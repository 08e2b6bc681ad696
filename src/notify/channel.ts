/**
 * What a channel is: it turns a message into an outcome, and that alone decides
 * what happens next. A channel never throws for what a gateway answered, keeps no
 * state about messages, and sends the same message id on every attempt.
 */
import type { OpenAlert } from '../policy/alert.ts';
import type { ChannelName, Target } from '../policy/target.ts';
import type { AttemptSignal } from './attempt-signal.ts';

/** Everything that the texts people read are made of. Times are epoch ms. */
export interface Message {
  /** The notification's id: the same on every attempt, so that a repetition is recognised. */
  id: string;
  target: Target;
  service: { id: string; name: string };
  incident: { id: string; openedAt: number };
  /** It only tries whether people are reached. */
  test?: true;
  level: number;
  levels: number;
  cycle: number;
  cycles: number;
  /** Most severe first; the first is the one that a short text names. */
  alerts: OpenAlert[];
  /** Open keys in all, where more are open than `alerts` lists. */
  openAlerts: number;
  runbookUrl?: string;
  levelBeganAt: number;
  /** When the level times out, and what comes then; null when nothing is armed. */
  next: { at: number; action: 'level' | 'repeat' | 'exhausted' } | null;
  /** The acknowledgement link, and the page of the service. */
  ackUrl: string;
  serviceUrl: string;
}

/** What whoever runs the pager is told about the pager itself. */
export interface OperatorNotice {
  /** The same on every attempt. */
  id: string;
  target: Target;
  subject: string;
  /** Short enough for an SMS. */
  text: string;
}

export type SendOutcome =
  /** The gateway took it; `providerId` is the gateway's own id for it. */
  | { outcome: 'accepted'; providerId?: string }
  /** Try again, after `afterMs` where the gateway said when. `unknown`: it may have been sent (time-out, cut connection, 5xx). */
  | { outcome: 'retry'; reason: string; afterMs?: number; unknown: boolean }
  /** It can't ever be sent like this. */
  | { outcome: 'refused'; reason: string }
  /** Nothing left: when it could have, the message was somebody else's to send. */
  | { outcome: 'notHeld' };

/**
 * Whether it is still ours to send. Asked when nothing stands between the answer and the first byte; cheap. A promise
 * only where somebody else must be asked: it never rejects.
 */
export type StillHeld = () => boolean | Promise<boolean>;

export interface Channel {
  name: ChannelName;
  /** What stands behind it, for people ("SMTP mail.example.com:587"); never a secret. */
  description: string;
  /** Attempts under way at once; more wait. */
  concurrency: number;
  /** An attempt that takes longer is ended, with an unknown outcome. */
  attemptLimitMs: number;
  /** `now` (epoch ms) is when the attempt is made: a late one says so in its text. */
  send(message: Message, now: number, signal: AttemptSignal, stillHeld?: StillHeld): Promise<SendOutcome>;
  tell(notice: OperatorNotice, now: number, signal: AttemptSignal, stillHeld?: StillHeld): Promise<SendOutcome>;
  /** Ends pooled connections; attempts under way are finished by their callers first. */
  close(): Promise<void>;
}
