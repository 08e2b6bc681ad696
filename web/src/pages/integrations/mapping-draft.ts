/** A mapping as the editor has it, and back: for each thing the places where it stands, the first that holds something counts. Pure. */

import type { Integration } from './integration-queries.ts';
import { fromLines, toLines } from './lines-of.ts';

export type Mapping = NonNullable<Integration['settings']['mapping']>;
type StoredPlace = NonNullable<Mapping['summary']>[number];

export interface DraftPlace {
  key: string;
  /** A JSON pointer, or a text of one's own. */
  kind: 'place' | 'text';
  value: string;
}

/** What has places, in the order of the editor. */
export const PARTS = ['summary', 'key', 'action', 'severity', 'details', 'link', 'by'] as const;
export type Part = (typeof PARTS)[number];

export interface MappingDraft {
  list: string;
  places: Record<Part, DraftPlace[]>;
  /** Words for what happened. */
  ack: string[];
  resolve: string[];
  ignore: string[];
  /** One a line: "P1 = critical". */
  severities: string;
}

/** Those that count without a mapping (docs/integrations/webhook.md), for whoever begins. */
const USUAL_WORDS = {
  ack: ['ack', 'acknowledge', 'acknowledged'],
  resolve: ['resolve', 'resolved', 'close', 'closed', 'ok', 'up', 'recovery', 'recovered', 'healthy', 'success'],
};

let lastKey = 0;
export const newPlace = (kind: DraftPlace['kind'], value = ''): DraftPlace => ({ key: `p${++lastKey}`, kind, value });

const toPlaces = (places: readonly StoredPlace[] | undefined): DraftPlace[] =>
  (places ?? []).map((place) => (typeof place === 'string' ? newPlace('place', place) : newPlace('text', place.text)));

export const newMapping = (): MappingDraft => toMappingDraft({});

export function toMappingDraft(mapping: Mapping): MappingDraft {
  const { action, severity } = mapping;
  return {
    list: mapping.list ?? '',
    places: {
      summary: toPlaces(mapping.summary),
      key: toPlaces(mapping.key),
      action: toPlaces(action?.from),
      severity: toPlaces(severity?.from),
      details: toPlaces(mapping.details),
      link: toPlaces(mapping.link),
      by: toPlaces(mapping.by),
    },
    ack: action ? (action.ack ?? []) : USUAL_WORDS.ack,
    resolve: action ? (action.resolve ?? []) : USUAL_WORDS.resolve,
    ignore: action?.ignore ?? [],
    severities: toLines(severity?.values ?? {}),
  };
}

/** As somebody wrote it, which may be wrong: the server is the judge of it. */
export function toMapping({ list, places, ack, resolve, ignore, severities }: MappingDraft): object {
  const of = (part: Part) =>
    places[part].map(({ kind, value }) => (kind === 'place' ? value.trim() : { text: value.trim() }));
  const plain = PARTS.filter((part) => part !== 'action' && part !== 'severity' && places[part].length > 0);
  const filled = (name: string, words: string[]) => (words.length > 0 ? { [name]: words } : {});
  const values = fromLines(severities);
  return {
    ...(list.trim() !== '' && { list: list.trim() }),
    ...Object.fromEntries(plain.map((part) => [part, of(part)])),
    ...(places.action.length > 0 && {
      action: {
        from: of('action'),
        ...filled('ack', ack),
        ...filled('resolve', resolve),
        ...filled('ignore', ignore),
      },
    }),
    ...(places.severity.length > 0 && {
      severity: { from: of('severity'), ...(Object.keys(values).length > 0 && { values }) },
    }),
  };
}

/** Where the server sees a part's places. */
export const pointerOf = (part: Part): string =>
  `/settings/mapping/${part}${part === 'action' || part === 'severity' ? '/from' : ''}`;
