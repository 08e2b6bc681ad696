export interface WildSession {
  stage: string;
  reply: string | Buffer;
}
export function smtpSessions(seed: number, count: number): WildSession[];
