/**
 * What a process calls itself: a name that never repeats, and the release of its
 * records. So whoever hears who lives also knows what they can read: until all of them
 * can, nothing is stored that the release before would not understand. Pure but for the name.
 */
import { nanoid } from 'nanoid';
import type { ActorDefinition } from './definition.ts';

/** One more with each schema that is raised, of whichever definition. */
export function newNodeId(definitions: Pick<ActorDefinition, 'schema'>[]): string {
  return `${nanoid(10)}.${definitions.reduce((sum, { schema }) => sum + schema, 0)}`;
}

/** Whether one process can read what the other stores. Names of older releases tell nothing: they read less. */
export const readsAllOf = (reader: string, writer: string): boolean => releaseOf(reader) >= releaseOf(writer);

const releaseOf = (node: string): number => Number(/\.(\d+)$/.exec(node)?.[1] ?? 0);
