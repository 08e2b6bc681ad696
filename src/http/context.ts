/** What the middleware knows of a request, for every handler of the edge. */
import type { Context } from 'hono';

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
    /** Set by `problem`: what was refused, for whoever keeps and counts refusals. */
    refusal?: { code: string; detail: string };
  };
}

export type HttpContext = Context<HttpEnv>;
