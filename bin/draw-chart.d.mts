import type { AnyStateMachine } from 'xstate';

export function drawChart(machine: AnyStateMachine, title: string): Promise<string>;
