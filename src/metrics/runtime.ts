/** Metrics of the durable runtime: commits, timers, wake-ups, hand-over. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Observation, Observe } from '../runtime/observation.ts';
import { ANSWER_BUCKETS, LATENESS_BUCKETS } from './buckets.ts';

const SECOND = 1_000;
const BATCH_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

export function createRuntimeMetrics(registry: Registry): Observe {
  const count = counters(registry);
  const measure = histograms(registry);
  return (seen: Observation) => {
    switch (seen.type) {
      case 'committed':
        measure.batches.observe(seen.events);
        return measure.commits.observe(seen.tookMs / SECOND);
      case 'conflict':
        return count.conflicts.inc();
      case 'stale_timer':
        return count.staleTimers.inc();
      case 'timer_not_taken':
        return count.timersNotTaken.inc();
      case 'timer_committed':
        return measure.lateness.observe(Math.max(seen.latenessMs, 0) / SECOND);
      case 'first_attempt':
        return measure.handOver.observe({ channel: seen.kind }, Math.max(seen.afterMs, 0) / SECOND);
      case 'delivery':
        return;
      case 'repeated':
        return count.repeated.inc({ channel: seen.kind, cause: seen.cause });
      case 'unreadable_record':
        return count.unreadable.inc();
      case 'early_wake_up':
        return count.earlyWakeUps.inc();
      case 'sweep_found':
        return count.sweepFound.inc(seen.items);
    }
  };
}

function counters(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `pager_${name}_total`, help, labelNames, registers: [registry] });
  return {
    conflicts: counter('commit_conflicts', 'Commits that another node came before; they were made again.'),
    staleTimers: counter('stale_timers', 'Timers that fired after their state was left; they changed nothing.'),
    timersNotTaken: counter(
      'timers_not_taken',
      'Due timers that the chart knows nothing of: more than none is an alarm.',
    ),
    repeated: counter('repeated_attempts', 'Attempts after one whose outcome is unknown.', 'channel', 'cause'),
    unreadable: counter('unreadable_records', 'Readings of stored records that could not be understood.'),
    earlyWakeUps: counter('early_wake_ups', 'Wake-ups that came before anything was due; they were put back.'),
    sweepFound: counter('sweep_found', 'Overdue work that the sweeper took, since no wake-up had come for it.'),
  };
}

function histograms(registry: Registry) {
  const registers = [registry];
  return {
    commits: new Histogram({
      name: 'pager_commit_duration_seconds',
      help: 'A commit, from the folded batch to the answer of Redis.',
      buckets: ANSWER_BUCKETS,
      registers,
    }),
    batches: new Histogram({
      name: 'pager_commit_batch_events',
      help: 'Events in one commit.',
      buckets: BATCH_BUCKETS,
      registers,
    }),
    lateness: new Histogram({
      name: 'pager_timer_lateness_seconds',
      help: 'From when a timer was due to the commit that it led to.',
      buckets: LATENESS_BUCKETS,
      registers,
    }),
    handOver: new Histogram({
      name: 'pager_hand_over_seconds',
      help: 'From the event that ordered a notification to its first attempt.',
      labelNames: ['channel'],
      buckets: LATENESS_BUCKETS,
      registers,
    }),
  };
}
