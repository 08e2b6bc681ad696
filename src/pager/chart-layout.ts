/** A machine's chart, laid out: where each state and arrow lies, and what is written there. Coordinates are absolute. */
export interface ChartLayout {
  width: number;
  height: number;
  states: StateBox[];
  arrows: Arrow[];
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface StateBox extends Box {
  id: string;
  key: string;
  parent: string | null;
  isInitial: boolean;
  isLeaf: boolean;
  tags: string[];
  description: string;
}

export interface Arrow {
  from: string;
  to: string;
  points: { x: number; y: number }[];
  label: Box;
  /** One below the other in the label. */
  transitions: ShownTransition[];
}

export interface ShownTransition {
  /** `<state>|<event>|<place among those of that event>`: what a step says that it took. */
  id: string;
  /** As the machine knows it: "ack", "xstate.after.ackTimeout.…", "" for one that needs no event. */
  event: string;
  guard: string | null;
  /** What it orders, by name. */
  effects: string[];
  /** "after ack timeout [next level] / notify level", in lines. */
  lines: string[];
}
