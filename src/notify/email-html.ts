/**
 * The HTML part of an e-mail: the worst alert, one big button, then the rest. Readable
 * on a phone, in the dark, and with styles taken away. Nothing is loaded from elsewhere. The button is
 * a table cell, since Outlook gives a link no box; colours are the reader's own
 * wherever they can be, since clients turn fixed ones around in the dark.
 */
import type { Message } from './channel.ts';
import { alertLines, lateness, loopbackWarning, momentOf, nameOf, nextStep, positionOf } from './texts.ts';

const PARAGRAPH = 'margin:0 0 12px;overflow-wrap:anywhere';
const SMALL = 'margin:0;font-size:14px;opacity:.75;overflow-wrap:anywhere';

export function htmlOf(message: Message, now: number): string {
  const { incident, ackUrl, serviceUrl, runbookUrl } = message;
  const name = escapeHtml(nameOf(message));
  const [first = '', ...others] = alertLines(message).map(alertOf);
  const parts = [
    note(lateness(message, now)),
    first,
    buttonTo(ackUrl),
    note(loopbackWarning(ackUrl)),
    paragraph(nextStep(message, now)),
    runbookUrl === undefined ? '' : `<p style="${PARAGRAPH}">${linkTo(runbookUrl, 'Open the runbook')}</p>`,
    others.length > 0 ? `<p style="${SMALL}">Also open</p>` : '',
    ...others,
    `<p style="${SMALL}"><a href="${escapeHtml(serviceUrl)}">Open the service</a> · ${escapeHtml(positionOf(message))}</p>`,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${name}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:560px;margin:0 auto">
<h1 style="margin:0;font-size:22px;line-height:1.3;overflow-wrap:anywhere">${name} is unhealthy</h1>
<p style="${SMALL};margin:0 0 16px">since ${momentOf(incident.openedAt, now)}</p>
${parts.filter((part) => part !== '').join('\n')}
</div></body></html>
`;
}

const paragraph = (text: string | null) => (text === null ? '' : `<p style="${PARAGRAPH}">${escapeHtml(text)}</p>`);
const note = (text: string | null) =>
  text === null ? '' : `<p style="${PARAGRAPH}"><strong>${escapeHtml(text)}</strong></p>`;
const linkTo = (url: string, text: string) =>
  `<a href="${escapeHtml(url)}" style="display:inline-block;padding:8px 0;font-weight:600">${text}</a>`;

function alertOf(line: string): string {
  const [, severity = '', rest = line] = /^([A-Z]+:) (.*)$/su.exec(line) ?? [];
  return `<p style="${PARAGRAPH}">${severity && `<strong>${severity}</strong> `}${escapeHtml(rest)}</p>`;
}

function buttonTo(url: string): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:24px 0 12px"><tr><td align="center" bgcolor="#0A5CB8" style="border-radius:10px"><a href="${escapeHtml(url)}" style="display:block;padding:18px 16px;border-radius:10px;background:#0A5CB8;color:#FFFFFF;font-size:20px;line-height:1.2;font-weight:600;text-align:center;text-decoration:none;mso-padding-alt:0"><!--[if mso]>&nbsp;<br><![endif]-->Acknowledge<!--[if mso]><br>&nbsp;<![endif]--></a></td></tr></table>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
