/** What changes, for those who look: the event stream and the inspector, both fed by the runtime's feed. */
import type { ActorDefinition } from '../runtime/definition.ts';
import type { Feed, FeedEntry, FeedPosition } from '../runtime/feed.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { addressOf } from './service-actor.ts';
import type { InspectionStep, Pager, StreamEvent } from './types.ts';

export function createLiveViews({
  feed,
  pager,
  load,
  definition,
}: {
  feed: Feed;
  pager: Pick<Pager, 'getService' | 'listNotifications'>;
  load: (address: string) => Promise<LoadedActor>;
  definition: ActorDefinition;
}): Pick<Pager, 'stream' | 'inspect'> {
  async function* stream(cursor: string | null, signal: AbortSignal): AsyncGenerator<StreamEvent | 'reset'> {
    let position = cursor === null ? await feed.now() : decode(cursor);
    if (!position || !(await feed.isKept(position))) {
      yield 'reset';
      position = await feed.now();
    }
    for await (const batch of feed.follow(position, signal)) {
      const at = encode(batch.position);
      // Several changes of one service in a batch are one: what is sent is how it is now.
      for (const serviceId of new Set(batch.entries.map(({ actor }) => actor.slice(addressOf('').length)))) {
        const service = await pager.getService(serviceId);
        if (!service) continue;
        yield { cursor: at, type: 'service', data: service };
        if (service.incident) yield { cursor: at, type: 'incident', data: { serviceId, ...service.incident } };
      }
      for (const entry of batch.entries) {
        if (entry.kind === 'delivery') {
          yield {
            cursor: at,
            type: 'notification',
            data: { id: entry.delivery, state: entry.state, serviceId: entry.actor.slice(addressOf('').length) },
          };
        }
      }
    }
  }

  async function* inspect(actors: string[], signal: AbortSignal) {
    const position = await feed.now();
    for (const actor of actors) {
      yield { actor, definition: definition.machine.definition, snapshot: shown(definition, await load(actor)) };
    }
    for await (const { entries } of feed.follow(position, signal)) {
      for (const entry of entries) {
        if (entry.kind === 'commit' && actors.includes(entry.actor))
          yield* steps(entry, shown(definition, await load(entry.actor)));
      }
    }
  }

  return { stream, inspect };
}

function* steps(entry: Extract<FeedEntry, { kind: 'commit' }>, snapshot: unknown): Generator<InspectionStep> {
  for (const [event, answer] of entry.steps) {
    const changed = (answer as { changed?: boolean } | null)?.changed ?? true;
    yield { actor: entry.actor, at: entry.at, event: { ...event, answer }, snapshot, changed };
  }
}

/** The snapshot without anybody's address. */
function shown(definition: ActorDefinition, actor: LoadedActor): unknown {
  return JSON.parse(JSON.stringify(definition.machine.getPersistedSnapshot(actor.snapshot)), (key, value) =>
    key === 'address' || key === 'phoneNumber' ? '…' : value,
  );
}

/** Stream ids share most of their digits, but a cursor is short enough as it is. */
const encode = (position: FeedPosition): string => Buffer.from(position.join(',')).toString('base64url');

function decode(cursor: string): FeedPosition | null {
  const position = Buffer.from(cursor, 'base64url').toString().split(',');
  return position.length === 16 && position.every((id) => /^\d+-\d+$/.test(id)) ? position : null;
}
