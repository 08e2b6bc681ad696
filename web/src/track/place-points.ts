/**
 * Where the points of a track stand on a line of so many pixels, and which of their
 * labels have room. Real time, with two exceptions that keep it readable: points are
 * never closer than a mark is wide, and a long quiet end is shown shorter than it was.
 */
import type { Track, TrackPoint } from './track-model.ts';

const EDGE = 6;
const GAP = 18;
/** So much of the line the quiet after the last point may take. */
const TAIL_SHARE = 0.22;
const CHARACTER = 6.6;
const LABEL_GAP = 12;

export interface Placed {
  point: TrackPoint;
  x: number;
  label: { lines: [string, string]; anchor: 'start' | 'middle' | 'end' } | null;
}
export interface Placing {
  placed: Placed[];
  head: number | null;
  /** Where the line ends. */
  end: number;
}

export function placePoints(track: Track, width: number, timeOf: (at: number) => string): Placing {
  const last = track.points.at(-1)?.at ?? track.from;
  const inner = Math.max(0, width - 2 * EDGE);
  const body = Math.max(1, last - track.from);
  const tail = Math.max(0, track.until - last);
  const tailShare = track.points.length === 0 ? 1 : Math.min(TAIL_SHARE, tail / (body + tail));
  const scale = (at: number) =>
    at <= last
      ? EDGE + ((at - track.from) / body) * inner * (1 - tailShare)
      : EDGE + inner * (1 - tailShare + (tail === 0 ? 0 : ((at - last) / tail) * tailShare));
  const xs = spread(
    track.points.map(({ at }) => scale(at)),
    EDGE + inner,
  );
  const placed = labelled(track.points, xs, width, timeOf);
  return { placed, head: track.head === null ? null : headAt(track, xs, scale), end: EDGE + inner };
}

/** Pushes points apart: to the right first, then back from the right edge. */
function spread(wanted: number[], right: number): number[] {
  const gap = Math.min(GAP, (right - EDGE) / Math.max(1, wanted.length - 1));
  const xs = [...wanted];
  for (let i = 1; i < xs.length; i++) xs[i] = Math.max(xs[i] ?? 0, (xs[i - 1] ?? 0) + gap);
  let limit = right;
  for (let i = xs.length - 1; i >= 0; i--) {
    xs[i] = Math.min(xs[i] ?? 0, limit);
    limit = (xs[i] ?? 0) - gap;
  }
  return xs;
}

/** Between the same two points as in time, wherever those were pushed to. */
function headAt({ points, head }: Track, xs: number[], scale: (at: number) => number): number {
  const at = head ?? 0;
  const next = points.findIndex((point) => point.at > at);
  if (next <= 0)
    return next === 0 ? Math.min(scale(at), (xs[0] ?? EDGE) - 2) : Math.max(scale(at), (xs.at(-1) ?? EDGE) + 8);
  const [before, after] = [points[next - 1], points[next]];
  const [left, right] = [xs[next - 1] ?? 0, xs[next] ?? 0];
  if (!before || !after || after.at === before.at) return left;
  const share = (at - before.at) / (after.at - before.at);
  return left + 6 + share * Math.max(0, right - left - 12);
}

function labelled(points: TrackPoint[], xs: number[], width: number, timeOf: (at: number) => string): Placed[] {
  const lines = points.map((point) => linesOf(point, timeOf));
  const sizes = lines.map(([a, b]) => Math.max(a.length, b.length) * CHARACTER);
  const shown = new Map<number, { from: number; to: number; anchor: 'start' | 'middle' | 'end' }>();
  // The newest that was told and the first that comes matter most.
  for (const index of byImportance(points)) {
    const size = sizes[index] ?? 0;
    const x = xs[index] ?? 0;
    const anchor = x - size / 2 < 0 ? 'start' : x + size / 2 > width ? 'end' : 'middle';
    const from = anchor === 'start' ? Math.max(0, x - EDGE) : anchor === 'end' ? width - size : x - size / 2;
    const to = from + size;
    const collides = [...shown.values()].some((other) => from < other.to + LABEL_GAP && to > other.from - LABEL_GAP);
    if (!collides) shown.set(index, { from, to, anchor });
  }
  return points.map((point, index) => {
    const place = shown.get(index);
    return {
      point,
      x: xs[index] ?? 0,
      label: place ? { lines: lines[index] ?? ['', ''], anchor: place.anchor } : null,
    };
  });
}

function byImportance(points: TrackPoint[]): number[] {
  const firstAhead = points.findIndex(({ kind }) => kind === 'ahead' || kind === 'exhausted');
  const centre = firstAhead === -1 ? points.length - 1 : firstAhead;
  return points.map((_, index) => index).sort((a, b) => Math.abs(a - centre + 0.4) - Math.abs(b - centre + 0.4));
}

function linesOf(point: TrackPoint, timeOf: (at: number) => string): [string, string] {
  const [first] = point.targets;
  if (!first) return [timeOf(point.at), point.title];
  const more = point.targets.length > 1 ? ` +${point.targets.length - 1}` : '';
  return [timeOf(point.at), `${first.label}${more}${wordsFor(point)}`];
}

const MARKS = { sent: '✓', failed: '✕', waiting: '…', none: '' } as const;

/** The worst of its outcomes: one that was not reached is what must be seen. */
function wordsFor({ kind, targets }: TrackPoint): string {
  if (kind !== 'told') return '';
  const worst =
    targets.find(({ outcome }) => outcome === 'failed') ??
    targets.find(({ outcome }) => outcome === 'waiting') ??
    targets[0];
  return worst?.word ? ` ${MARKS[worst.outcome]} ${worst.word}`.replace('  ', ' ') : '';
}
