/*
 * Draws the statecharts of the monitored service and of the heartbeat as
 * docs/monitored-service.svg and docs/heartbeat.svg, from the machines themselves: run
 * it after a change of a chart, on a build of it (a test compares the two).
 * Shown are the transitions that lead somewhere; what an event does while it stays
 * where it is stands in the machine's file.
 *
 *   node bin/draw-chart.mjs
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import Elk from 'elkjs';

const LINE = 16;
const CHARACTER = 6.6;
const HEAD = 26;
const pictureOf = (name) => new URL(`../docs/${name}.svg`, import.meta.url);

/** @param {import('xstate').AnyStateMachine} machine @param {string} title @returns {Promise<string>} the picture as SVG */
export async function drawChart(machine, title) {
  const edges = edgesOf(machine.root);
  const order = [...idsOf(machine.root)];
  const graph = {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.spacing.edgeLabel': '6',
      'elk.spacing.nodeNode': '40',
      'elk.layered.spacing.nodeNodeBetweenLayers': '36',
      'elk.spacing.edgeEdge': '18',
      'elk.layered.spacing.edgeNodeBetweenLayers': '24',
      'elk.padding': '[top=12,left=12,bottom=12,right=12]',
      'elk.json.edgeCoords': 'ROOT',
      'elk.edgeLabels.inline': 'false',
    },
    children: Object.values(machine.root.states).map(toBox),
    edges: edges.map(({ from, to, labels }, index) => ({
      id: `e${index}`,
      sources: [from],
      targets: [to],
      // Top to bottom in the order of the machine's file: healthy first.
      layoutOptions: { 'elk.layered.priority.direction': order.indexOf(from) < order.indexOf(to) ? '10' : '0' },
      labels: labels.map((text) => ({ text, width: text.length * CHARACTER, height: LINE })),
    })),
  };
  const laidOut = await new Elk().layout(graph);
  return svgOf(laidOut, title);
}

function* idsOf(state) {
  yield state.id;
  for (const child of Object.values(state.states)) yield* idsOf(child);
}

function toBox(state) {
  const children = Object.values(state.states).map(toBox);
  const isInitial = state.parent?.initial?.target?.[0] === state;
  const width = Math.max(120, (state.key.length + 4) * CHARACTER * 1.2);
  return {
    id: state.id,
    title: state.key,
    description: state.description,
    isInitial,
    tags: state.tags,
    children,
    ...(children.length === 0 && { width, height: 40 }),
    layoutOptions: { 'elk.padding': `[top=${HEAD + 14},left=16,bottom=16,right=16]` },
  };
}

/** Transitions that lead somewhere, those between the same two states together. */
function edgesOf(root) {
  const edges = new Map();
  const visit = (state) => {
    for (const transition of [...state.transitions.values(), state.always ?? []].flat()) {
      const target = transition.target?.[0];
      if (!target) continue;
      const key = `${state.id} ${target.id}`;
      const edge = edges.get(key) ?? { from: state.id, to: target.id, labels: [] };
      edge.labels.push(labelOf(transition));
      edges.set(key, edge);
    }
    for (const child of Object.values(state.states)) visit(child);
  };
  visit(root);
  return [...edges.values()];
}

function labelOf({ eventType, guard, actions }) {
  const after = /^xstate\.after\.(\w+)/.exec(eventType)?.[1];
  const event = after ? `after ${after}` : eventType;
  const condition = guard ? ` [${guard.type ?? guard}]` : '';
  const notifies = actions.some((action) => action.type === 'notifyLevel');
  return `${event}${condition}${notifies ? ' / notifyLevel' : ''}`.trim();
}

function svgOf({ width, height, children, edges }, title) {
  const parts = [...children.map((box) => boxOf(box, 0, 0)), ...edges.map(edgeOf)].join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" width="${Math.ceil(width)}" font-family="ui-monospace, 'JetBrains Mono', monospace" font-size="11" role="img" aria-label="Statechart of ${title}">
<style>
  rect.ground { fill: #FBFBFA } rect.state { fill: #FFFFFF; stroke: #5A6675 } rect.tinted { stroke-width: 2 }
  text { fill: #171C23 } text.title { font: 600 13px Inter, system-ui, sans-serif } text.label { fill: #3A4450 }
  rect.label { fill: #FBFBFA; fill-opacity: .85 } path { fill: none; stroke: #5A6675; stroke-width: 1.3 } .tip { fill: #5A6675; stroke: none }
  rect.escalating { stroke: #8A5200; fill: #FFF6E3 } rect.exhausted, rect.expired { stroke: #A8003B; fill: #FFEFF4 } rect.acked { stroke: #0A66C2; fill: #EEF5FC }
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0,0 L8,4 L0,8 z"/></marker></defs>
<rect class="ground" width="100%" height="100%"/>
${parts}
</svg>
`;
}

function boxOf(box, left, top) {
  const x = left + box.x;
  const y = top + box.y;
  const colour = ['escalating', 'exhausted', 'acked', 'expired'].find((tag) => box.tags.includes(tag));
  const dot = box.isInitial ? `<circle cx="${num(x + 14)}" cy="${num(y + 18)}" r="4" fill="#5A6675"/>` : '';
  const inner = (box.children ?? []).map((child) => boxOf(child, x, y)).join('\n');
  return `<g><title>${escapeXml(box.description ?? '')}</title>
<rect class="state${colour ? ` tinted ${colour}` : ''}" x="${num(x)}" y="${num(y)}" width="${num(box.width)}" height="${num(box.height)}" rx="8"/>${dot}
<text class="title" x="${num(x + (box.isInitial ? 24 : 12))}" y="${num(y + 23)}">${escapeXml(box.title)}</text></g>
${inner}`;
}

function edgeOf({ sections = [], labels = [] }) {
  const paths = sections.map(({ startPoint, bendPoints = [], endPoint }) => {
    const points = [startPoint, ...bendPoints, endPoint].map(({ x, y }) => `${num(x)},${num(y)}`);
    return `<path d="M${points.join(' L')}" marker-end="url(#tip)"/>`;
  });
  const texts = labels.map(
    ({ x, y, width, text }) =>
      `<rect class="label" x="${num(x - 2)}" y="${num(y)}" width="${num(width + 4)}" height="${LINE}"/><text class="label" x="${num(x)}" y="${num(y + 12)}">${escapeXml(text)}</text>`,
  );
  return [...paths, ...texts].join('\n');
}

const num = (value) => Math.round(value * 10) / 10;
const escapeXml = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { monitoredService } = await import('../dist/machines/monitored-service.js');
  const { heartbeat } = await import('../dist/machines/heartbeat.js');
  writeFileSync(pictureOf('monitored-service'), await drawChart(monitoredService, 'a monitored service'));
  writeFileSync(pictureOf('heartbeat'), await drawChart(heartbeat, 'a heartbeat'));
}
