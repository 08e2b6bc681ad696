import type { Socket } from 'node:net';

export interface WildAnswer {
  name: string;
  isSlow?: boolean;
  give(socket: Socket): void;
}
export function httpAnswers(seed: number, count: number): WildAnswer[];
