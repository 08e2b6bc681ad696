/** What the pager tells of its actors, as messages of @statelyai/inspect; never faster than the reader takes them. */
import { createInspector } from '@statelyai/inspect';
import type { WebSocket } from 'ws';
import type { Pager } from '../pager/types.ts';

type Told = ReturnType<Pager['inspect']> extends AsyncIterable<infer Item> ? Item : never;
type Beginning = Extract<Told, { definition: unknown }>;
type Snapshot = Parameters<ReturnType<typeof createInspector>['snapshot']>[1];

/** Ends when there is nothing more to tell, or the socket is closed. */
export async function tellInspector(client: WebSocket, told: AsyncIterable<Told>): Promise<void> {
  for await (const item of told) {
    if (client.readyState !== client.OPEN) return;
    await ('definition' in item ? tellBeginning(client, item) : tellStep(client, item));
  }
}

function tellBeginning(client: WebSocket, { actor, definition, snapshot }: Beginning): Promise<void> {
  return tell(client, { definition: JSON.stringify(definition) }, (inspector) =>
    inspector.actor(actor, toSnapshot(snapshot)),
  );
}

function tellStep(client: WebSocket, { actor, at, event, snapshot }: Exclude<Told, Beginning>): Promise<void> {
  return tell(client, { createdAt: String(at) }, (inspector) => {
    inspector.event(actor, event);
    if (snapshot !== null) inspector.snapshot(actor, toSnapshot(snapshot), { event });
  });
}

/** @param extra what the inspector takes from live actors only: ours live in the store */
async function tell(
  client: WebSocket,
  extra: { definition?: string; createdAt?: string },
  say: (inspector: ReturnType<typeof createInspector>) => void,
): Promise<void> {
  const sent: Promise<void>[] = [];
  const inspector = createInspector({
    send: (message) => {
      sent.push(new Promise((resolve) => client.send(JSON.stringify({ ...message, ...extra }), () => resolve())));
    },
  });
  say(inspector);
  await Promise.all(sent);
}

/** The machine's own snapshot as it is stored; the protocol shows it and asks for no more than that it is one. */
const toSnapshot = (snapshot: unknown): Snapshot => snapshot as Snapshot;
