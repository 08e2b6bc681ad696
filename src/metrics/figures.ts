/**
 * Gauges of what stands in the store, read at each scrape. While Redis does not answer
 * they have no value, and `pager_ready` says why; the scrape itself never fails.
 */
import { Gauge, type Registry } from 'prom-client';
import type { Figures, StoredFigures } from '../pager/figures.ts';

const READ_WITHIN_MS = 2_000;

export function createFigureMetrics(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `pager_${name}`, help, labelNames, registers: [registry] });
  const ready = gauge('ready', 'Whether a part of this process can do its work, as /readyz says it.', 'check');
  const preview = gauge('preview', '1 while no channel is configured at all: nobody is paged.');
  const stored = {
    open: gauge('open_incidents', 'Incidents that are open, by the state of their service.', 'state'),
    agenda: gauge(
      'agenda_items',
      'What must still happen, now or later: timers, retries, deliveries, the self-check’s timers.',
    ),
    overdue: gauge(
      'agenda_overdue_items',
      'What was due a second ago or earlier; a delivery also while its attempt takes that long.',
      'kind',
    ),
    queues: gauge('queue_jobs', 'Jobs in the queues of wake-ups.', 'queue', 'state'),
    memoryShare: gauge('redis_memory_share', 'Used memory of Redis in its maxmemory; NaN where none is set.'),
    memory: gauge('redis_memory_used_bytes', 'Memory that Redis uses.'),
    nodes: gauge('nodes', 'Processes of this pager that live.'),
    failing: gauge('channel_failing', '1 when nothing got through a channel for five minutes.', 'channel'),
  };
  let read: (() => Promise<Figures>) | null = null;
  let reading: Promise<void> | null = null;

  function show(figures: Figures | null): void {
    ready.reset();
    for (const { name, ok } of figures?.readiness ?? []) ready.set({ check: name }, Number(ok));
    // Nothing was answered in time: nobody can say that this process works.
    if (!figures) ready.set({ check: 'pager' }, 0);
    else preview.set(Number(figures.preview));
    showStored(figures?.stored ?? null);
  }

  function showStored(figures: StoredFigures | null): void {
    for (const each of Object.values(stored)) each.reset();
    for (const plain of [stored.agenda, stored.memoryShare, stored.memory, stored.nodes]) {
      plain.set(Number.NaN);
    }
    if (!figures) return;
    const { openIncidents, agenda, queues, memoryShare, memoryBytes, nodes, channels } = figures;
    for (const [state, incidents] of Object.entries(openIncidents)) stored.open.set({ state }, incidents);
    stored.agenda.set(agenda.items);
    stored.overdue.set({ kind: 'timer' }, agenda.overdue.timers);
    stored.overdue.set({ kind: 'delivery' }, agenda.overdue.deliveries);
    for (const { queue, state, jobs } of queues) stored.queues.set({ queue, state }, jobs);
    stored.memoryShare.set(memoryShare ?? Number.NaN);
    stored.memory.set(memoryBytes);
    stored.nodes.set(nodes);
    for (const { channel, isDown } of channels) stored.failing.set({ channel }, Number(isDown));
  }

  return {
    readBy(reader: () => Promise<Figures>): void {
      read = reader;
    },

    /** Scrapes that come together read once. Without a reader nothing is shown. */
    async refresh(): Promise<void> {
      if (!read) return;
      reading ??= within(READ_WITHIN_MS, read())
        .then(show)
        .finally(() => {
          reading = null;
        });
      await reading;
    },
  };
}

/** Null when it failed, or was not there in time. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
