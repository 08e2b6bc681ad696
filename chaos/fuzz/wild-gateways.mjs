/** Servers that answer as they are told, byte by byte: an HTTP gateway and a mail server. Each session gets the next answer; when they are used up, a sane one. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** @import { WildAnswer } from './http-answers.mjs' */
/** @import { WildSession } from './smtp-answers.mjs' */

const SANE = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const SMTP_SANE = {
  greeting: '220 hello\r\n',
  EHLO: '250-hello\r\n250 8BITMIME\r\n',
  MAIL: '250 ok\r\n',
  RCPT: '250 ok\r\n',
  DATA: '354 go on\r\n',
  'end of data': '250 taken\r\n',
  RSET: '250 ok\r\n',
  QUIT: '221 bye\r\n',
  NOOP: '250 ok\r\n',
};

/** @param {WildAnswer[]} answers */
export async function startWildGateway(answers) {
  let given = 0;
  /** @type {Map<string, number>} how often each body came */
  const requests = new Map();
  return await listening(
    (socket) => {
      let heard = '';
      socket.on('data', (data) => {
        heard += data.toString('latin1');
        const request = wholeRequest(heard);
        if (request === null) return;
        heard = '';
        requests.set(request, (requests.get(request) ?? 0) + 1);
        const next = answers[given++];
        if (next) next.give(socket);
        else socket.write(SANE);
      });
    },
    { given: () => given, requests },
  );
}

/** What goes wrong before the first mail goes wrong with a connection, the rest with a mail. @param {WildSession[]} sessions */
export async function startWildMailServer(sessions) {
  const isOpening = ({ stage = '' }) => stage === 'greeting' || stage === 'EHLO';
  const openings = sessions.filter(isOpening);
  const mails = sessions.filter((session) => !isOpening(session));
  let given = 0;
  const take = (/** @type {WildSession[]} */ from) => {
    const next = from.shift() ?? null;
    if (next) given++;
    return next;
  };
  /** @type {Map<string, number>} */
  const requests = new Map();
  return await listening(
    (socket) => {
      /** @type {WildSession | null} */
      let session = take(openings);
      let heard = '';
      let isData = false;
      const reply = (/** @type {keyof typeof SMTP_SANE} */ stage) => {
        if (session?.stage !== stage) return void socket.write(SMTP_SANE[stage]);
        if (session.reply === 'cut') socket.destroy();
        else if (session.reply !== 'hang') socket.write(session.reply);
      };
      reply('greeting');
      socket.on('data', (data) => {
        heard = (heard + data.toString('latin1')).slice(-1_000_000);
        for (;;) {
          const end = isData ? heard.indexOf('\r\n.\r\n') : heard.indexOf('\r\n');
          if (end < 0) return;
          const said = heard.slice(0, end);
          heard = heard.slice(end + (isData ? 5 : 2));
          if (isData) {
            isData = false;
            reply('end of data');
            continue;
          }
          const word = said.slice(0, 4).toUpperCase();
          if (word === 'DATA') isData = true;
          if (word === 'MAIL') session = take(mails);
          if (word in SMTP_SANE) reply(/** @type {keyof typeof SMTP_SANE} */ (word));
          else socket.write('500 what\r\n');
        }
      });
    },
    { given: () => given, requests },
  );
}

/** @template More @param {(socket: import('node:net').Socket) => void} serve @param {More} more */
async function listening(serve, more) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    ...more,
    port,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Its body, once it is there. @param {string} heard */
function wholeRequest(heard) {
  const end = heard.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(heard.slice(0, end))?.[1] ?? 0);
  return end >= 0 && heard.length >= end + 4 + length ? heard.slice(end + 4, end + 4 + length) : null;
}
