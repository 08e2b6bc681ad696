/** A text as a QR code, black on white in either colours of the page: a camera must be able to read it. */
import { encode } from 'uqr';
import classes from './phone-sign-in.module.css';

/** As the standard has it: less white around it, and cameras miss it. */
const QUIET_MODULES = 4;

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_MODULES });
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={data.flatMap(runsOf).join('')} shapeRendering="crispEdges" />
    </svg>
  );
}

/** One rectangle for each stretch of black in a row. */
function runsOf(row: readonly boolean[], y: number): string[] {
  return row.flatMap((isBlack, x) => {
    if (!isBlack || row[x - 1]) return [];
    const end = row.indexOf(false, x);
    return [`M${x} ${y}h${(end < 0 ? row.length : end) - x}v1H${x}z`];
  });
}
