/** Makes the items of a batch ready to be folded: what events need from outside is attached, or the event refused. */
import type { ActorDefinition, ActorEvent } from './definition.ts';
import type { Folded, FoldInput } from './fold.ts';
import type { Item } from './item.ts';
import type { LoadedActor } from './record.ts';
import { reading } from './store-errors.ts';

/** What is left of the batch, and what of it is folded. @throws StoreUnavailable: then nothing was done */
export async function prepareItems(
  definition: ActorDefinition,
  id: string,
  before: LoadedActor,
  batch: Item[],
): Promise<{ items: Item[]; inputs: FoldInput<ActorEvent>[] }> {
  const events = batch.flatMap(({ input }) => ('event' in input ? [input.event] : []));
  const prepare = events.length > 0 ? definition.prepare?.(id, before.snapshot, events) : undefined;
  const prepared = prepare && (await reading(() => prepare));
  const items: Item[] = [];
  const inputs: FoldInput<ActorEvent>[] = [];
  let next = 0;
  for (const item of batch) {
    const result = 'timer' in item.input ? item.input : (prepared?.[next++] ?? item.input);
    if ('refused' in result) {
      item.settle(result);
      continue;
    }
    items.push(item);
    inputs.push('timer' in result ? result : { event: result.event, mergeable: item.idempotency === undefined });
  }
  return { items, inputs };
}

/** What is remembered of the items that have a key: the answer, for whoever asks again. */
export function idempotencyOf(items: Item[], folded: Folded<ActorEvent, unknown>) {
  return items.flatMap(({ idempotency }, index) => {
    const step = folded.steps[index];
    return idempotency && step?.taken ? [{ ...idempotency, answer: JSON.stringify(step.answer ?? null) }] : [];
  });
}
