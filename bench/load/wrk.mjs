/** Runs wrk with one of the two scripts beside this file, and reads its report. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A run that takes longer has lost an answer. */
const NUMBERED_WITHIN_SECONDS = 300;
/** One answer that takes longer is a failure. */
const ANSWER_WITHIN = '30s';

/**
 * @typedef {{method: string, path: string, headers?: Record<string, string>, body?: string}} Template
 * @typedef {{answered: number, notTaken: number, broken: number, seconds?: number, startedAt?: number, endedAt?: number}} WrkReport
 *   `notTaken`: answered with 400 or more; `broken`: connections, not requests; times as in now.mjs
 */

/** @param {{path: string, env: NodeJS.ProcessEnv}} wrk */
export function createWrk(wrk) {
  /** @returns {Promise<WrkReport>} */
  const run = (script, { port, connections, seconds }, args) =>
    new Promise((resolve, reject) => {
      const file = fileURLToPath(new URL(script, import.meta.url));
      const options = [
        '-t1',
        `-c${connections}`,
        `-d${seconds}s`,
        '--timeout',
        ANSWER_WITHIN,
        '-s',
        file,
        `http://127.0.0.1:${port}`,
      ];
      const child = spawn(wrk.path, [...options, '--', ...args], { env: wrk.env, stdio: ['ignore', 'pipe', 'pipe'] });
      let printed = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
          printed += text;
        });
      }
      child.once('error', reject);
      child.once('close', () => {
        const report = parseWrkReport(printed);
        if (report) resolve(report);
        else reject(new Error(`wrk reported nothing:\n${printed}`));
      });
    });
  return {
    /** The same request again and again. @param {{port: number, connections: number, seconds: number, template: Template}} load */
    again: ({ template, ...load }) => run('wrk-same.lua', load, [template.method, template.path, ...rest(template)]),

    /** Each once, "{n}" being its number. @param {{port: number, connections: number, from: number, count: number, template: Template}} load */
    async numbered({ template, from, count, ...load }) {
      const args = [from, count, load.connections, template.method, template.path, ...rest(template)].map(String);
      const report = await run('wrk-numbered.lua', { ...load, seconds: NUMBERED_WITHIN_SECONDS }, args);
      if (report.answered !== count) throw new Error(`${report.answered} of ${count} requests were answered`);
      return report;
    },
  };
}

const rest = ({ body = '', headers = {} }) => [body, ...Object.entries(headers).flat()];

/** Null when there is none in it. @param {string} printed @returns {WrkReport | null} */
export function parseWrkReport(printed) {
  const line = printed.split('\n').findLast((each) => each.startsWith('{"answered":'));
  return line ? JSON.parse(line) : null;
}
