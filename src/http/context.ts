/** What the middleware knows of a request, for every handler of the edge. */
import type { Context } from 'hono';
import type { Access } from './access.ts';
import type { Charge } from './limits.ts';

export interface HttpEnv {
  /** What the server that listens passes along. */
  Bindings: {
    /** Set by an answer that does not end by itself. */
    isEndless?: boolean;
  };
  Variables: {
    /** In the answer's `X-Request-Id` and in the log. */
    requestId: string;
    /** The name of the API key that was presented; null on routes that are open without one. */
    keyName: string | null;
    /** Set by an answer that has the headers of every answer already. */
    isComplete?: boolean;
    /** Who asks, and what they may; none on routes that are open. */
    access?: Access;
    /** Set by `problem`: what was refused, for whoever keeps and counts refusals. */
    refusal?: { code: string; detail: string };
    /** What it holds of its source's share, where that is counted. */
    charge?: Charge;
  };
}

export type HttpContext = Context<HttpEnv>;
