/**
 * Where the states and arrows of a machine's chart lie, for whoever draws it: laid out
 * by elkjs from the machine itself, so that the picture can't differ from what runs.
 * Shown are the transitions that lead somewhere; those between the same two states
 * share one arrow, with a line of text for each. Coordinates are absolute.
 */
import Elk, { type ElkExtendedEdge, type ElkNode } from 'elkjs';
import type { Arrow, Box, ChartLayout, ShownTransition, StateBox } from './chart-layout.ts';

/** As much of an XState machine as is read. */
export interface ChartedMachine {
  root: ChartedState;
  implementations: { actions: Record<string, unknown> };
}
interface ChartedState {
  id: string;
  key: string;
  description?: string | undefined;
  tags: string[];
  parent?: ChartedState | undefined;
  initial?: { target: readonly { id: string }[] | undefined } | undefined;
  states: Record<string, ChartedState>;
  transitions: Map<string, ChartedTransition[]>;
  always?: ChartedTransition[] | undefined;
}
interface ChartedTransition {
  eventType: string;
  target?: readonly { id: string }[] | undefined;
  guard?: unknown;
  actions: readonly unknown[];
}

/** A line of a label, and the gap between two transitions in it. The drawing has the same. */
const LINE = 13;
const GAP = 4;
const LINE_LENGTH = 24;
const CHARACTER = 5.5;
const HEAD = 30;
const LEAF = { width: 128, height: 46 };

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.nodeNode': '24',
  'elk.layered.spacing.nodeNodeBetweenLayers': '22',
  'elk.spacing.edgeEdge': '14',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.padding': '[top=12,left=12,bottom=12,right=12]',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.edgeLabels.inline': 'false',
};

export async function layoutMachine(machine: ChartedMachine): Promise<ChartLayout> {
  const states = statesOf(machine.root);
  const arrows = arrowsOf(machine, states);
  const order = states.map(({ id }) => id);
  const graph: ElkNode = {
    id: 'chart',
    layoutOptions: OPTIONS,
    children: Object.values(machine.root.states).map(toNode),
    edges: arrows.map(({ from, to, transitions }, index) => ({
      id: String(index),
      sources: [from],
      targets: [to],
      // Top to bottom in the order of the machine's file.
      layoutOptions: { 'elk.layered.priority.direction': order.indexOf(from) < order.indexOf(to) ? '10' : '0' },
      // A label without text would get no room.
      labels: [{ text: to, width: widthOf(transitions), height: heightOf(transitions) }],
    })),
  };
  const laidOut: ElkNode = await new Elk.default().layout(graph);
  const boxes = new Map(nodesIn(laidOut).map((node) => [node.id, boxOf(node)]));
  return {
    width: Math.ceil(laidOut.width ?? 0),
    height: Math.ceil(laidOut.height ?? 0),
    states: states.map((state) => ({ ...describeState(state, machine.root), ...(boxes.get(state.id) ?? NOWHERE) })),
    arrows: arrows.map((arrow, index) => ({ ...arrow, ...routeOf(laidOut.edges?.[index]) })),
  };
}

function textOf({ event, guard, effects }: Pick<ShownTransition, 'event' | 'guard' | 'effects'>): string {
  const after = /^xstate\.after\.([^.]+)/.exec(event)?.[1];
  const condition = guard === null ? '' : `[${wordsOf(guard).replace(/^(is|has) /, '')}]`;
  const orders = effects.length === 0 ? '' : `/ ${effects.map(wordsOf).join(', ')}`;
  return [after === undefined ? wordsOf(event) : `after ${wordsOf(after)}`, condition, orders]
    .filter(Boolean)
    .join(' ');
}

/** "ackTimeout" is "ack timeout". */
const wordsOf = (name: string) => name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);

/** All but the root, parents first. */
function statesOf(root: ChartedState): ChartedState[] {
  return Object.values(root.states).flatMap((state) => [state, ...statesOf(state)]);
}

function arrowsOf(machine: ChartedMachine, states: ChartedState[]): Pick<Arrow, 'from' | 'to' | 'transitions'>[] {
  const arrows = new Map<string, Pick<Arrow, 'from' | 'to' | 'transitions'>>();
  for (const state of [machine.root, ...states]) {
    for (const [event, candidates] of [...state.transitions, ['', state.always ?? []] as const]) {
      candidates.forEach(({ target, guard, actions }, place) => {
        const to = target?.[0]?.id;
        if (to === undefined) return;
        const pair = `${state.id} ${to}`;
        const arrow = arrows.get(pair) ?? { from: state.id, to, transitions: [] };
        arrows.set(pair, arrow);
        const effects = actions.map(nameOf).filter((name) => isShownEffect(machine, name));
        const shown = { event, guard: guard === undefined ? null : nameOf(guard), effects };
        arrow.transitions.push({ id: `${state.id}|${event}|${place}`, ...shown, lines: linesOf(textOf(shown)) });
      });
    }
  }
  return [...arrows.values()];
}

/** What is emitted is done outside; the answer to whoever sent the event is no act. */
function isShownEffect({ implementations }: ChartedMachine, name: string): boolean {
  const action = implementations.actions[name];
  return name !== 'answer' && typeof action === 'function' && 'type' in action && action.type === 'xstate.emit';
}

/** Of a guard or an action, which XState keeps as its name or with parameters. */
function nameOf(part: unknown): string {
  if (typeof part === 'object' && part !== null && 'type' in part) return String(part.type);
  return String(part);
}

function toNode(state: ChartedState): ElkNode {
  const children = Object.values(state.states).map(toNode);
  return {
    id: state.id,
    children,
    ...(children.length === 0 && LEAF),
    layoutOptions: { 'elk.padding': `[top=${HEAD + 8},left=14,bottom=14,right=14]` },
  };
}

const widthOf = (transitions: ShownTransition[]) =>
  Math.max(...transitions.flatMap(({ lines }) => lines.map((line) => line.length))) * CHARACTER + 8;

const heightOf = (transitions: ShownTransition[]) =>
  transitions.reduce((sum, { lines }) => sum + lines.length * LINE + GAP, 0);

/** Broken before a guard or an order where it is long: a chart with long lines is too wide to be read whole. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const part of text.split(/ (?=\[|\/)/)) {
    const longer = `${lines.at(-1)} ${part}`;
    if (lines.length > 0 && longer.length <= LINE_LENGTH) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

const nodesIn = (node: ElkNode): ElkNode[] => (node.children ?? []).flatMap((child) => [child, ...nodesIn(child)]);

const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };
const tenth = (value: number | undefined) => Math.round((value ?? 0) * 10) / 10;
const boxOf = ({ x, y, width, height }: Partial<Box>): Box => ({
  x: tenth(x),
  y: tenth(y),
  width: tenth(width),
  height: tenth(height),
});

function describeState(state: ChartedState, root: ChartedState): Omit<StateBox, keyof Box> {
  const { id, key, parent, tags, description = '' } = state;
  return {
    id,
    key,
    parent: !parent || parent === root ? null : parent.id,
    isInitial: parent?.initial?.target?.[0]?.id === id,
    isLeaf: Object.keys(state.states).length === 0,
    tags: [...tags],
    description,
  };
}

function routeOf(edge: ElkExtendedEdge | undefined): Pick<Arrow, 'points' | 'label'> {
  const points = (edge?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  return {
    points: points.map(({ x, y }) => ({ x: tenth(x), y: tenth(y) })),
    label: boxOf(edge?.labels?.[0] ?? {}),
  };
}
