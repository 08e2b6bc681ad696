/** What changes, for those who look: the event stream and the inspector, both fed by the runtime's feed. */
import type { ActorDefinition } from '../runtime/definition.ts';
import type { Feed, FeedEntry, FeedPosition } from '../runtime/feed.ts';
import { PARTITIONS } from '../runtime/keys.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { isUnreadable } from './failures.ts';
import { incidentIdOf } from './incident-id.ts';
import { maskState } from './masked-state.ts';
import { addressOf, type StoredAnswer } from './service-actor.ts';
import type { StreamEvent, StreamedChange } from './stream-types.ts';
import type { InspectionStep, Pager } from './types.ts';

export function createLiveViews({
  feed,
  pager,
  load,
  definitions,
}: {
  feed: Feed;
  pager: Pick<Pager, 'getService' | 'getPolicy' | 'getIncident'>;
  load: (address: string) => Promise<LoadedActor>;
  /** Of every machine that runs here. */
  definitions: ActorDefinition[];
}): Pick<Pager, 'stream' | 'inspect'> {
  async function* stream(cursor: string | null, signal: AbortSignal): AsyncGenerator<StreamEvent | 'reset'> {
    let position = cursor === null ? await feed.now() : decode(cursor);
    if (!position || !(await feed.isKept(position))) {
      yield 'reset';
      position = await feed.now();
    }
    yield { cursor: encode(position), type: 'ping', data: {} };
    for await (const { entries: all, position: behind } of feed.follow(position, signal)) {
      const entries = all.filter(isForPeople);
      // Only the last of a batch leads behind it: whoever is cut off in the middle gets the whole batch again.
      let held: StreamedChange | null = null;
      for await (const change of changesOf(entries)) {
        if (held) yield { cursor: encode(position), ...held };
        held = change;
      }
      position = behind;
      if (held) yield { cursor: encode(position), ...held };
    }
  }

  /** Several changes of one service in a batch are one: what is sent is how it is now. */
  async function* changesOf(entries: FeedEntry[]): AsyncGenerator<StreamedChange> {
    for (const serviceId of changed(entries, 'services')) {
      const service = await readable(pager.getService(serviceId));
      if (service !== UNREADABLE) yield { type: 'service', data: service ?? { id: serviceId, deleted: true } };
    }
    for (const incidentId of new Set(entries.flatMap(incidentsOf))) {
      const incident = await readable(pager.getIncident(incidentId));
      if (incident && incident !== UNREADABLE) yield { type: 'incident', data: incident };
    }
    for (const policyId of changed(entries, 'policies')) {
      yield { type: 'policy', data: (await pager.getPolicy(policyId)) ?? { id: policyId, deleted: true } };
    }
    for (const entry of entries) {
      if (entry.kind !== 'delivery') continue;
      const { delivery: id, state, actor } = entry;
      yield { type: 'notification', data: { id, state, serviceId: serviceIdOf(actor) } };
    }
  }

  async function* inspect(actors: string[], signal: AbortSignal) {
    const position = await feed.now();
    for (const actor of actors) {
      const definition = definitionOf(actor);
      if (!definition) continue;
      yield { actor, definition: definition.machine.definition, snapshot: shown(definition, await load(actor)) };
    }
    for await (const { entries } of feed.follow(position, signal)) {
      for (const entry of entries) {
        if (entry.kind !== 'commit' || !actors.includes(entry.actor)) continue;
        const definition = definitionOf(entry.actor);
        if (!definition) continue;
        const actor = await load(entry.actor);
        yield* steps(entry, actor.version === entry.version ? shown(definition, actor) : null);
      }
    }
  }

  const definitionOf = (actor: string) => definitions.find(({ name }) => actor.startsWith(`${name}/`));

  return { stream, inspect };
}

/** @param snapshot after the last of them; null when it has changed since: then more steps follow */
function* steps(entry: Extract<FeedEntry, { kind: 'commit' }>, snapshot: unknown): Generator<InspectionStep> {
  for (const [index, [event, answer]] of entry.steps.entries()) {
    const changed = (answer as { changed?: boolean } | null)?.changed ?? true;
    const isLast = index === entry.steps.length - 1;
    yield {
      actor: entry.actor,
      at: entry.at,
      event: { ...event, answer },
      snapshot: isLast ? snapshot : null,
      changed,
    };
  }
}

function changed(entries: FeedEntry[], collection: 'services' | 'policies'): Set<string> {
  return new Set(
    entries.flatMap((entry) => {
      if (entry.kind === 'document') return entry.collection === collection ? [entry.id] : [];
      return collection === 'services' ? [serviceIdOf(entry.actor)] : [];
    }),
  );
}

function incidentsOf(entry: FeedEntry): string[] {
  if (entry.kind !== 'commit') return [];
  const numbers = entry.steps.map(([, answer]) => (answer as StoredAnswer | null)?.number ?? 0);
  return numbers.filter((number) => number > 0).map((number) => incidentIdOf(serviceIdOf(entry.actor), number));
}

/** One broken record must not end the stream for everybody, again and again: listings show it. */
const UNREADABLE = Symbol('unreadable');
const readable = <T>(view: Promise<T>): Promise<T | typeof UNREADABLE> =>
  view.catch((error) => (isUnreadable(error) ? UNREADABLE : Promise.reject(error)));

/** The actors of the self-check and of the channels are the pager's own business. */
const isForPeople = (entry: FeedEntry) => entry.kind === 'document' || entry.actor.startsWith(addressOf(''));

const serviceIdOf = (actor: string) => actor.slice(addressOf('').length);

/** The snapshot without anybody's address. */
const shown = ({ machine }: ActorDefinition, { snapshot }: LoadedActor): unknown =>
  maskState(machine.getPersistedSnapshot(snapshot));

/** The partitions' and the configuration's. */
const FEEDS = PARTITIONS + 1;

/** Stream ids share most of their digits, but a cursor is short enough as it is. */
const encode = (position: FeedPosition): string => Buffer.from(position.join(',')).toString('base64url');

function decode(cursor: string): FeedPosition | null {
  const position = Buffer.from(cursor, 'base64url').toString().split(',');
  return position.length === FEEDS && position.every((id) => /^\d+-\d+$/.test(id)) ? position : null;
}
