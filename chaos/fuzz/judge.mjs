/** What is wrong with an answer, whatever was asked. Pure. */

/** @import { FuzzRequest } from './requests.mjs' */
/** @import { FuzzAnswer } from './sender.mjs' */

/** Answers that say no in another form: pages, and the pages of libraries. */
const NOT_OF_THE_API = /^\/(?!v1\/)|^\/v1\/json\//;
const SLOW_MS = 10_000;
/** So long nothing takes here, unless the machine gave the pager no CPU: then it may say that it is busy. */
const STARVED_MS = 2_000;
/** Said by Node's parser, which never shows the request to anybody. */
const OF_THE_PARSER = 431;

const HEAD_MAX = 15_000;

/** @param {Pick<FuzzRequest, 'path' | 'headers'>} request */
const headOf = ({ path, headers }) => path.length + JSON.stringify(headers).length;

/** @param {FuzzAnswer} answer */
export const isStarved = ({ status, tookMs }) => status === 503 && tookMs > STARVED_MS;

/** Null: nothing. @param {FuzzRequest} request @param {FuzzAnswer} answer @returns {string | null} */
export function faultOf(request, answer) {
  const { status, type, text, failure, tookMs } = answer;
  // Whose head is too large is refused by the parser, which then hears no more: the answer may be lost with the rest.
  if (failure === 'read ECONNRESET' && headOf(request) > HEAD_MAX) return null;
  if (failure !== null) return `no answer: ${failure}`;
  if (isStarved(answer)) return null;
  if (status >= 500) return `answered ${status}: ${text.slice(0, 200)}`;
  if (tookMs > SLOW_MS) return `answered after ${Math.round(tookMs)} ms`;
  if (/\\n +at .+:\d+:\d+/.test(text)) return `shows a stack: ${text.slice(0, 200)}`;
  return status >= 400 && status !== OF_THE_PARSER && !NOT_OF_THE_API.test(request.path) && request.method !== 'HEAD'
    ? problemFault(status, type, text)
    : null;
}

/** @param {number} status @param {string} type @param {string} text */
function problemFault(status, type, text) {
  if (!type.startsWith('application/problem+json'))
    return `${status} is no problem, but ${type}: ${text.slice(0, 200)}`;
  try {
    const problem = JSON.parse(text);
    if (problem.status !== status || typeof problem.code !== 'string' || typeof problem.detail !== 'string')
      return `a strange problem: ${text.slice(0, 200)}`;
    return null;
  } catch {
    return `no JSON: ${text.slice(0, 200)}`;
  }
}
