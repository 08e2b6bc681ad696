/**
 * E-mail by SMTP. The Message-ID is made of the notification's id, so that a mail
 * that was sent twice is recognised; mails of one incident refer to one root and
 * stand in one thread.
 */
import { createTransport } from 'nodemailer';
import { type AttemptSignal, abortSignalOf } from './attempt-signal.ts';
import type { Channel, Message, OperatorNotice, SendOutcome, StillHeld } from './channel.ts';
import { htmlOf } from './email-html.ts';
import { createMailGate, type MailGate } from './mail-gate.ts';
import { createRedaction } from './redaction.ts';
import { outcomeOfSmtpError, type SmtpError } from './smtp-outcome.ts';
import { oneLine, subjectOf, textOf } from './texts.ts';

const SECOND = 1_000;
/** Opened as they are needed: one that hangs holds up one mail, and the others go on. */
const CONNECTIONS = 20;
const PER_CONNECTION = 100;
/** Shorter than any server or firewall drops an idle connection. */
const IDLE_MS = 20 * SECOND;
/** Servers that scan a mail answer its end late, and one given up then would be sent again. */
const ANSWER_WITHIN_MS = 20 * SECOND;

/** RFC 3834: nobody's out-of-office shall answer; X-Auto-Response-Suppress says the same to Exchange. */
const BY_A_MACHINE = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
const NOT_AN_ADDRESS: SendOutcome = { outcome: 'refused', reason: 'not an e-mail address' };

export function createEmailChannel({ smtpUrl, from }: { smtpUrl: string; from: string }): Channel {
  const { host, hostname, password } = new URL(smtpUrl);
  const domain = /@([^\s<>@"]+)>?\s*$/.exec(from)?.[1] ?? hostname;
  const redact = createRedaction([password, decodeURIComponent(password)]);
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: PER_CONNECTION,
    idleTimeout: IDLE_MS,
    connectionTimeout: 5 * SECOND,
    greetingTimeout: 5 * SECOND,
    socketTimeout: ANSWER_WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  /** By Message-ID. */
  const underWay = new Map<string, MailGate>();
  transport.use('stream', ({ message }, done) => {
    message.processFunc((source) => underWay.get(message.messageId())?.through(source) ?? source);
    done();
  });

  async function deliver(
    mail: ReturnType<typeof plainMail>,
    signal: AttemptSignal,
    stillHeld: StillHeld = () => true,
  ): Promise<SendOutcome> {
    const gate = createMailGate(stillHeld);
    underWay.set(mail.messageId, gate);
    try {
      const { response } = await transport.sendMail({ ...mail, signal: abortSignalOf(signal) });
      return { outcome: 'accepted', ...(response && { providerId: oneLine(response) }) };
    } catch (error) {
      if (gate.isShut()) return { outcome: 'notHeld' };
      // Whatever the library throws is an Error; its SMTP fields are all optional.
      const failure = error as SmtpError;
      return outcomeOfSmtpError(failure, redact(oneLine(failure.message)), gate.hasPassed());
    } finally {
      if (underWay.get(mail.messageId) === gate) underWay.delete(mail.messageId);
    }
  }

  return {
    name: 'email',
    description: `SMTP ${host}`,
    // One each: an attempt's time must not pass in the queue of the pool.
    concurrency: CONNECTIONS,
    attemptLimitMs: 30 * SECOND,

    async send(message, now, signal, stillHeld) {
      if (message.target.type !== 'email') return NOT_AN_ADDRESS;
      return await deliver(toMail(message, message.target.address, from, domain, now), signal, stillHeld);
    },

    async tell(notice, now, signal, stillHeld) {
      if (notice.target.type !== 'email') return NOT_AN_ADDRESS;
      return await deliver(plainMail(notice, notice.target.address, from, domain, now), signal, stillHeld);
    },

    // By force: whoever closes has waited for what he wanted to wait for.
    close: async () => transport.close({ force: true }),
  };
}

function toMail(message: Message, address: string, from: string, domain: string, now: number) {
  const root = rootOf(message, domain);
  return {
    ...plainMail(
      { id: message.id, subject: subjectOf(message), text: textOf(message, now) },
      address,
      from,
      domain,
      now,
    ),
    html: htmlOf(message, now),
    inReplyTo: root,
    references: [root],
    headers: { ...BY_A_MACHINE, 'X-Pager-Incident': message.incident.id },
  };
}

function plainMail(
  { id, subject, text }: Pick<OperatorNotice, 'id' | 'subject' | 'text'>,
  address: string,
  from: string,
  domain: string,
  now: number,
) {
  return {
    from,
    to: { name: '', address },
    subject,
    text,
    date: new Date(now),
    messageId: `<${id}@${domain}>`,
    priority: 'high' as const,
    headers: BY_A_MACHINE,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * What all mails of one incident refer to; no mail has this id itself. The time tells
 * incidents of one name apart (another installation, a store begun anew).
 */
function rootOf({ incident }: Message, domain: string): string {
  // RFC 5322, 3.2.3: dots stand between atoms, never side by side.
  const id = incident.id.replace(/\.{2,}/g, '.');
  return `<${id}.${incident.openedAt.toString(36)}.incident@${domain}>`;
}
