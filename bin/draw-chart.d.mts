import type { AnyStateMachine } from 'xstate';

export function drawChart(machine: AnyStateMachine): Promise<string>;
