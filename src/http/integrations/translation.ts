/**
 * What a vendor's request means in the pager's words, before it is trimmed to what the
 * pager takes: texts may be too long or blank, severities unknown. `toInbound` mends
 * them as it does with a native alert, and so a key is the same wherever it comes from.
 */
import type { InboundEvent } from '../../pager/integration-types.ts';
import { KEY_MAX_BYTES, readAlert } from '../alert-body.ts';
import type { JsonObject } from '../json-object.ts';
import { readLeniently } from '../lenient-fields.ts';

interface Subject {
  /** Where a rule by label looks. */
  labels?: Record<string, string>;
  /** Where a rule by field looks. */
  fields?: unknown;
}

export type SaidEvent = Subject &
  (
    | {
        type: 'alert';
        key: string;
        summary: unknown;
        severity?: string | undefined;
        details?: unknown;
        links?: { href: unknown; text?: unknown }[];
      }
    | { type: 'resolve'; key: string }
    | { type: 'ack'; key: string; by?: string | undefined; note?: string | undefined }
    /** What is accepted and means nothing here: it stands in the timeline. */
    | { type: 'note'; note: string; by?: string | undefined; key?: string | undefined }
  );

export type Translation =
  | {
      events: SaidEvent[];
      /** Fields of the vendor's answer that depend on the request. */
      reply?: JsonObject;
      /** The heartbeat that this is a ping of. */
      ping?: string;
    }
  /** What is wrong with it, one sentence each: the sender must change it. */
  | { invalid: string[] }
  /** It is not signed as it should be. */
  | { unauthorized: string };

const BY_MAX = 200;

export function toInbound(said: SaidEvent): InboundEvent {
  const subject = {
    ...(said.labels && { labels: said.labels }),
    ...(said.fields !== undefined && { fields: said.fields }),
  };
  switch (said.type) {
    case 'alert': {
      const { summary = null, key, severity, details, links } = said;
      const given = {
        summary: summary ?? '',
        key,
        severity,
        details,
        ...(links && { links: links.filter(hasAddress) }),
      };
      const reading = readAlert(given);
      if ('errors' in reading) throw new Error('an alert that has a summary was refused');
      return { ...reading.event, key: reading.event.key ?? key, ...subject };
    }
    case 'resolve':
      return { type: 'resolve', key: trimKey(said.key), ...subject };
    case 'ack': {
      const { by, note } = said;
      const key = trimKey(said.key);
      return { type: 'ack', key, ...personOf(by), ...(note && { note }), ...subject };
    }
    case 'note': {
      const { note, by, key } = said;
      return { type: 'note', note, ...personOf(by), ...(key !== undefined && { key: trimKey(key) }), ...subject };
    }
  }
}

/** Tools send `""` for a link that they have not. */
const hasAddress = ({ href }: { href: unknown }) => typeof href === 'string' && href.trim() !== '';

const personOf = (by: string | undefined) => (by?.trim() ? { by: by.trim().slice(0, BY_MAX) } : {});

/** As an alert's key is trimmed. */
export const trimKey = (key: string): string => readLeniently({ key }).identifier('key', KEY_MAX_BYTES) ?? key;
