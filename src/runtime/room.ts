/** What is done when Redis is full: history goes first, then what would fill it further is refused. Timers never are. */
import type { ActorDefinition } from './definition.ts';
import { type Item, refuse } from './item.ts';
import { reading, type StoreFull } from './store-errors.ts';

/** @param makeRoom deletes what can be spared; false when there is nothing */
export function createRoom({ makeRoom }: { makeRoom: () => Promise<boolean> }) {
  let making: Promise<boolean> | null = null;

  return {
    /** Many actors find Redis full at once: room is made once for all of them. */
    make(): Promise<boolean> {
      making ??= reading(makeRoom).finally(() => {
        making = null;
      });
      return making;
    },

    /** Answers what is left: it is committed all the same. */
    refuseGrowing(definition: ActorDefinition, items: Item[], { message }: StoreFull): Item[] {
      const isEssential = ({ input, always }: Item) =>
        'timer' in input || always || (definition.isEssential?.(input.event) ?? false);
      const growing = items.filter((item) => !isEssential(item));
      refuse(growing, 'store_full', message);
      return items.filter(isEssential);
    },
  };
}
