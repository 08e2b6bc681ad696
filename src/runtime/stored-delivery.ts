/** A delivery as its hash in Redis has it: its own fields, and what its handler is to send, by prefixed names. */
const PAYLOAD = 'p.';

/** `was`: the state that it had when this attempt was taken; told, not stored. */
type Field =
  | 'actor'
  | 'kind'
  | 'at'
  | 'scope'
  | 'timeline'
  | 'state'
  | 'token'
  | 'node'
  | 'lease'
  | 'since'
  | 'tries'
  | 'next'
  | 'settled'
  | 'reason'
  | 'provider'
  | 'told'
  | 'was';

export interface StoredDelivery {
  id: string;
  fields: Partial<Record<Field, string>>;
  payload: Record<string, string>;
}

/** @param names the hash's names and values */
export function readDelivery(id: string, names: Iterable<[string, string]>): StoredDelivery {
  const fields: StoredDelivery['fields'] = {};
  const payload: Record<string, string> = {};
  for (const [name, value] of names) {
    if (name.startsWith(PAYLOAD)) payload[name.slice(PAYLOAD.length)] = value;
    else fields[name as Field] = value;
  }
  return { id, fields, payload };
}

/** As `HSET` takes them. */
export function payloadFields(payload: Record<string, string>): string[] {
  const names: string[] = [];
  for (const name in payload) names.push(PAYLOAD + name, payload[name] as string);
  return names;
}
