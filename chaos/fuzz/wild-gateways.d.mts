import type { WildAnswer } from './http-answers.d.mts';
import type { WildSession } from './smtp-answers.d.mts';

export interface WildServer {
  port: number;
  given(): number;
  /** By body, how often it came. */
  requests: Map<string, number>;
  stop(): void;
}
export function startWildGateway(answers: WildAnswer[]): Promise<WildServer>;
export function startWildMailServer(sessions: WildSession[]): Promise<WildServer>;
