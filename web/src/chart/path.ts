/** The line of an arrow: its corners are rounded, and it ends where its tip stands. Pure. */
export interface Point {
  x: number;
  y: number;
}

const CORNER = 8;

/** SVG path data through these points; '' for fewer than two. */
export function roundedPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const corners = rest.slice(0, -1).map((corner, index) => {
    const before = points[index] ?? corner;
    const after = rest[index + 1] ?? corner;
    const radius = Math.min(CORNER, distance(before, corner) / 2, distance(corner, after) / 2);
    return `L${at(towards(corner, before, radius))} Q${at(corner)} ${at(towards(corner, after, radius))}`;
  });
  return [`M${at(first)}`, ...corners, `L${at(last)}`].join(' ');
}

/** A slice of a disc, clockwise from twelve o'clock: how much of a timer is left. @param share 0 to 1 */
export function pieSlice(centre: Point, radius: number, share: number): string {
  // A whole turn begins and ends at the same point, and would be no arc.
  const angle = Math.min(Math.max(share, 0), 0.9999) * 2 * Math.PI;
  const end = { x: centre.x + radius * Math.sin(angle), y: centre.y - radius * Math.cos(angle) };
  const large = angle > Math.PI ? 1 : 0;
  return `M${at(centre)} L${at({ x: centre.x, y: centre.y - radius })} A${radius},${radius} 0 ${large} 1 ${at(end)} Z`;
}

const at = ({ x, y }: Point) => `${tenth(x)},${tenth(y)}`;
const tenth = (value: number) => Math.round(value * 10) / 10;
const distance = (from: Point, to: Point) => Math.hypot(to.x - from.x, to.y - from.y);

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
