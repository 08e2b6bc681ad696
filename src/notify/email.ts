/**
 * E-mail by SMTP. The Message-ID is made of the notification's id, so that a mail
 * that was sent twice is recognised; mails of one incident refer to one root and
 * stand in one thread.
 */
import { createTransport, type TransportOptions } from 'nodemailer';
import type { Channel, Message, SendOutcome } from './channel.ts';
import { htmlOf } from './email-html.ts';
import { subjectOf, textOf } from './texts.ts';

const SECOND = 1_000;
const CONNECTIONS = 5;
const PER_CONNECTION = 100;

export function createEmailChannel({ smtpUrl, from }: { smtpUrl: string; from: string }): Channel {
  const { host, hostname } = new URL(smtpUrl);
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? hostname;
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: PER_CONNECTION,
    connectionTimeout: 5 * SECOND,
    greetingTimeout: 5 * SECOND,
    socketTimeout: 8 * SECOND,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as TransportOptions);

  return {
    name: 'email',
    description: `SMTP ${host}`,
    concurrency: 2 * CONNECTIONS,
    attemptLimitMs: 20 * SECOND,

    async send(message, now): Promise<SendOutcome> {
      if (message.target.type !== 'email') return { outcome: 'refused', reason: 'not an e-mail address' };
      try {
        const sent = (await transport.sendMail(toMail(message, message.target.address, from, domain, now))) as {
          response?: string;
        };
        return { outcome: 'accepted', ...(sent.response !== undefined && { providerId: sent.response }) };
      } catch (error) {
        return toOutcome(error as SmtpError);
      }
    },

    close: async () => transport.close(),
  };
}

function toMail(message: Message, to: string, from: string, domain: string, now: number) {
  const root = `<incident.${message.incident.id}@${domain}>`;
  return {
    from,
    to,
    subject: subjectOf(message),
    text: textOf(message, now),
    html: htmlOf(message, now),
    messageId: `<${message.id}@${domain}>`,
    inReplyTo: root,
    references: [root],
    priority: 'high' as const,
    // RFC 3834: nobody's out-of-office shall answer; X-Auto-Response-Suppress says the same to Exchange.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Pager-Incident': message.incident.id,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
}

/** RFC 5321, 4.2.1: 4yz asks to try again, 5yz is for good. Without an answer to DATA, the mail may be on its way. */
function toOutcome(error: SmtpError): SendOutcome {
  const reason = error.message;
  // Wrong credentials are the operator's to mend: the mail itself is good.
  if (error.code === 'EAUTH') return { outcome: 'retry', reason, unknown: false };
  if (error.responseCode !== undefined) {
    return error.responseCode >= 500 ? { outcome: 'refused', reason } : { outcome: 'retry', reason, unknown: false };
  }
  if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') return { outcome: 'refused', reason };
  const neverSent =
    error.command === 'CONN' || error.code === 'EDNS' || error.code === 'ECONNREFUSED' || error.code === 'ETLS';
  return { outcome: 'retry', reason, unknown: !neverSent };
}
