/** The three commands that page somebody on a pager that has nothing set up yet, ready to be pasted into a shell. */

import { relative } from 'node:path';
import { EXAMPLE_PHONE } from '../policy/example-phone.ts';
import type { AdminKey } from './admin-key.ts';

export function firstPageCommands(url: string, place: AdminKey['place'], cwd = process.cwd()): string[] {
  const put = (path: string, body: object) => curl('-X PUT', url, path, place, cwd, body);
  return [
    put('/v1/escalation-policies/first', {
      name: 'First policy',
      levels: [
        { ackTimeout: '1m', targets: [{ type: 'email', address: 'ana@example.com' }] },
        { targets: [{ type: 'sms', phoneNumber: EXAMPLE_PHONE }] },
      ],
    }),
    put('/v1/services/shop', { name: 'Shop', escalationPolicyId: 'first' }),
    curl('-X POST', url, '/v1/services/shop/alert', place, cwd, { summary: 'The shop is down' }),
  ];
}

/** As a person would type it, from the folder that the pager was started in. */
export function shownPath(file: string, cwd = process.cwd()): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}

function curl(method: string, url: string, path: string, place: AdminKey['place'], cwd: string, body: object): string {
  return `curl ${method} ${url}${path} -H "Authorization: Bearer ${keyOnCommandLine(place, cwd)}" -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
}

/** Read by the shell that runs it: the key itself is printed nowhere. */
function keyOnCommandLine(place: AdminKey['place'], cwd: string): string {
  if (typeof place === 'object') return `$(cat ${quoted(shownPath(place.file, cwd))})`;
  return place === 'setting' ? '$PAGER_ADMIN_KEY' : '$KEY';
}

function quoted(path: string): string {
  return /^[\w./@%+:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
