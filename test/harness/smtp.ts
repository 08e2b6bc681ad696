/**
 * A real SMTP server on loopback. It keeps the mails that it took, and refuses,
 * hangs or hangs up at the stage that the test names. A test waits for a number of
 * mails, never for a time.
 */
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { type Mail, parseMail } from './mail.ts';

export interface ReceivedMail extends Mail {
  from: string;
  to: string[];
  /** Epoch ms. */
  at: number;
}

/** `data`: the command, before the message; `message`: when all of it was read. */
export type SmtpStage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'message';
export type Misbehaviour = { code: number; text?: string } | 'hang' | 'cut';

export interface SmtpHarness {
  /** With the user's name and password in it where there is one. */
  url: string;
  port: number;
  mails: ReceivedMail[];
  /** Connections that were opened in all. */
  opened(): number;
  /** From now on, at that stage; null: behaves again. */
  misbehave(stage: SmtpStage, how: Misbehaviour | null): void;
  /** Resolves once that many mails have come in all. */
  received(count: number): Promise<ReceivedMail[]>;
  /** Resolves once the server has come to a stage at which it misbehaves, that many times in all. */
  misbehaved(count: number): Promise<void>;
  /** Ends every open connection, as a server does with those that are idle. */
  dropConnections(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSmtp({
  auth,
  port = 0,
  startTls = false,
}: {
  auth?: { user: string; pass: string };
  port?: number;
  /** Offers STARTTLS, with a certificate that nobody has reason to trust. */
  startTls?: boolean;
} = {}): Promise<SmtpHarness> {
  const mails: ReceivedMail[] = [];
  const sockets = new Map<number, Socket>();
  const misbehaviours = new Map<SmtpStage, Misbehaviour>();
  const mailCount = createCount();
  const misbehaviourCount = createCount();
  let opened = 0;

  const atStage = (stage: SmtpStage, session: SMTPServerSession, go: (error?: Error) => void): void => {
    const how = misbehaviours.get(stage);
    if (!how) {
      go();
      return;
    }
    if (how === 'cut') sockets.get(session.remotePort)?.destroy();
    else if (how !== 'hang') go(Object.assign(new Error(how.text ?? 'as the test says'), { responseCode: how.code }));
    misbehaviourCount.add();
  };

  const server = new SMTPServer({
    disabledCommands: startTls ? [] : ['STARTTLS'],
    authOptional: auth === undefined,
    allowInsecureAuth: true,
    logger: false,
    closeTimeout: 1,
    onConnect: (session, done) => atStage('connect', session, done),
    onAuth: ({ username, password }, session, done) =>
      atStage('auth', session, (error) => {
        if (error) done(error);
        else if (username === auth?.user && password === auth?.pass) done(null, { user: username });
        else done(Object.assign(new Error('authentication failed'), { responseCode: 535 }));
      }),
    onMailFrom: (_address, session, done) => atStage('mail', session, done),
    onRcptTo: (_address, session, done) => atStage('rcpt', session, done),
    onData(stream, session, done) {
      atStage('data', session, async (refused) => {
        const raw = await readAll(stream).catch((error: Error) => error);
        // Whoever sent it has hung up in the middle.
        if (raw instanceof Error) return done(raw);
        if (refused) return done(refused);
        atStage('message', session, (error) => {
          if (error) return done(error);
          mails.push(toReceived(raw, session));
          done();
          mailCount.add();
        });
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    opened++;
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: listening } = server.server.address() as AddressInfo;
  const credentials = auth ? `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.pass)}@` : '';

  return {
    url: `smtp://${credentials}127.0.0.1:${listening}`,
    port: listening,
    mails,
    opened: () => opened,
    misbehave(stage, how) {
      if (how) misbehaviours.set(stage, how);
      else misbehaviours.delete(stage);
    },
    received: async (count) => {
      await mailCount.reached(count);
      return mails;
    },
    misbehaved: misbehaviourCount.reached,
    async dropConnections() {
      await Promise.all(
        [...sockets.values()].map(
          (socket) =>
            new Promise((resolve) => {
              socket.once('close', resolve);
              socket.destroy();
            }),
        ),
      );
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets.values()) socket.destroy();
      }),
  };
}

function toReceived(raw: string, { envelope }: SMTPServerSession): ReceivedMail {
  return {
    ...parseMail(raw),
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    at: Date.now(),
  };
}

async function readAll(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Counts, and lets a test wait for a count. */
function createCount() {
  let count = 0;
  let waiting: { target: number; resolve: () => void }[] = [];
  return {
    add(): void {
      count++;
      for (const { resolve } of waiting.filter(({ target }) => count >= target)) resolve();
      waiting = waiting.filter(({ target }) => count < target);
    },
    reached: (target: number): Promise<void> =>
      count >= target ? Promise.resolve() : new Promise((resolve) => waiting.push({ target, resolve })),
  };
}
