/** An answer that refuses, as the API writes it (RFC 9457), or no answer at all. */
export interface InputError {
  pointer: string;
  message: string;
}

export class Problem extends Error {
  override name = 'Problem';
  /** 0: nobody answered. */
  readonly status: number;
  readonly code: string;
  /** By JSON pointer into what was sent. */
  readonly errors: InputError[];
  readonly requestId: string | null;

  constructor({
    status,
    code,
    detail,
    errors = [],
    requestId = null,
  }: {
    status: number;
    code: string;
    detail: string;
    errors?: InputError[];
    requestId?: string | null;
  }) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.requestId = requestId;
  }
}

/** @returns always a Problem, also of an answer that is none of ours (a proxy's page) */
export async function readProblem(response: Response): Promise<Problem> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => null);
  if (!isProblem(body)) return new Problem({ status, code: 'unreadable', detail: `The pager answered ${status}.` });
  return new Problem({ ...body, status });
}

/** For people, one sentence: what the API says begins as its logs do, with a small letter. */
export function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isProblem(
  body: unknown,
): body is { code: string; detail: string; errors?: InputError[]; requestId?: string | null } {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
