/** The tables of docs/benchmarks.md, between two marks. What stands around them is written by people. */

const BEGIN = '<!-- written by `npm run bench -- --write` -->';
const END = '<!-- end -->';
const VERDICTS = { target: 'target met', floor: 'floor met', missed: '**missed**', unknown: 'not measured' };

/** @typedef {import('./results.mjs').Results} Results */

/** @param {string} page @param {Results} results @returns {string} */
export function writtenInto(page, results) {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`the page has no ${begin < 0 ? BEGIN : END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${tablesOf(results)}\n\n${page.slice(end)}`;
}

/** @param {Results} results @returns {string} */
export function tablesOf(results) {
  const rows = results.measures.flatMap((made) => made.rows);
  const peers = results.measures.flatMap((made) => made.peers);
  return [
    table(
      ['what', 'figure', 'target', 'floor', 'first floor', '', 'beside it'],
      rows.map(({ what, verdict, shown }) => [
        what,
        shown.value,
        shown.target,
        shown.floor,
        shown.firstFloor,
        VERDICTS[verdict],
        shown.beside,
      ]),
    ),
    table(
      ['peers and limits, in the same run', 'figure', 'beside it'],
      peers.map(({ what, figure, beside }) => [what, figure, beside]),
    ),
    placeOf(results),
  ].join('\n\n');
}

/** @param {Results} results @returns {string} one sentence */
export function placeOf({ machine, load, measures, build }) {
  const days = [...new Set(measures.map(({ measuredAt }) => measuredAt.slice(0, 10)))].sort();
  const busiest = Math.max(0, ...measures.map(({ otherWork }) => otherWork));
  return [
    `Measured on ${days.join(', ')}: ${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB, ${machine.kernel}`,
    `Node ${machine.node}, Redis ${machine.redis} with \`appendfsync ${machine.fsync}\``,
    `load by ${load.generator} on ${load.connections} connections; load, peers and gateway on the same cores`,
    `which were busy with other things for up to ${Math.round(busiest * 100)} % before a measure. Build ${build}.`,
  ].join(', ');
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
