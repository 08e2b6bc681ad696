/** What a pager is made of: its Redis, its channels, its settings, and who is told what it does. */
import type { Channel } from '../notify/channel.ts';
import type { HeartbeatCall } from '../notify/heartbeat-call.ts';
import type { ChannelName, Target } from '../policy/target.ts';
import type { Log, Observe } from '../runtime/observation.ts';
import type { RuntimeOptions } from '../runtime/runtime.ts';
import type { Decision } from './decision.ts';
import type { EventSender } from './event-sender.ts';
import type { OutboxMessage } from './types.ts';
import type { Heartbeat } from './watchdog.ts';

export interface PagerOptions {
  redis: RuntimeOptions['redis'];
  connect: RuntimeOptions['connect'];
  /** In front of every key; another one per test. */
  prefix?: string;
  channels: Map<ChannelName, Channel>;
  /** Of this installation, kept beside its data. */
  secret: Buffer;
  publicUrl: string;
  /** Its version, for what it records. */
  release?: string;
  retentionMs: number;
  /** What happens under the hood of paging. */
  observe?: Observe;
  /** What is decided about services, and how each notification goes. */
  onDecision?: (decision: Decision) => void;
  /** Put around whatever sends events, where traces are wanted. */
  traceEvents?: (sender: EventSender) => EventSender;
  /** Where whoever runs the pager is told of a channel that fails, through another one. */
  operators?: Target[];
  /** The outside watchdog's address; none: no self-check is made. */
  heartbeat?: { call: HeartbeatCall; onBeat?: (heartbeat: Heartbeat) => void; everyMs?: number; timerMs?: number };
  /** The service that alerts for unknown services go to. */
  catchAllService?: string;
  /** Webhooks may go to addresses that are not on the public Internet. */
  webhookAllowPrivate?: boolean;
  /** Told of each message in preview, for the terminal. */
  onPreview?: (message: OutboxMessage) => void;
  log: Log;
  clock?: RuntimeOptions['clock'];
}
