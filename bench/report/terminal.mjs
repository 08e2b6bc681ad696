/** The figures for whoever sits in front of the terminal. */
import { placeOf } from './page.mjs';

const VERDICTS = { target: 'target', floor: 'floor ', missed: 'MISSED', unknown: '?     ' };
const INDENT = ' '.repeat(7);

/** @param {import('./results.mjs').Results} results @returns {string} */
export function printed(results) {
  const rows = results.measures.flatMap((made) => made.rows);
  const peers = results.measures.flatMap((made) => made.peers);
  return [
    ...rows.map(({ what, verdict, shown }) => {
      const limits = [
        `target ${shown.target}`,
        shown.floor && `floor ${shown.floor}`,
        shown.firstFloor && `first floor ${shown.firstFloor}`,
      ].filter(Boolean);
      return `${VERDICTS[verdict]} ${what}: ${shown.value}\n${INDENT}${limits.join(', ')}\n${INDENT}${shown.beside}`;
    }),
    ...(peers.length > 0 ? ['\nPeers and limits, in the same run:'] : []),
    ...peers.map(({ what, figure, beside }) => `${INDENT}${what}: ${figure} (${beside})`),
    `\n${placeOf(results)}`,
  ].join('\n');
}
