import type { wrkCommand } from './wrk-command.mjs';

export interface Template {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}
export interface Generator {
  name: string;
  missing: string | null;
  again(load: { port: number; template: Template; seconds: number; connections?: number }): Promise<{
    answered: number;
    perSecond: number;
  }>;
  numbered(load: { port: number; template: Template; from?: number; count: number }): Promise<{
    startedAt: number;
    endedAt: number;
  }>;
  paced(load: {
    port: number;
    template: Template;
    from?: number;
    count: number;
    perSecond: number;
  }): Promise<{ sentAt: number[] }>;
  follow(load: {
    port: number;
    templates: Template[];
    plan: [template: number, n: number][];
    perSecond: number;
  }): Promise<{ sentAt: number[] }>;
  stop(): Promise<void>;
}
export function startGenerator(options: { connections: number; found?: ReturnType<typeof wrkCommand> }): Generator;
