/** The HTML part of an e-mail: one big button, readable on a phone, in the dark, and with images and styles taken away. */
import type { Message } from './channel.ts';
import { alertLines, clockTime, lateness, loopbackWarning, nextStep } from './texts.ts';

export function htmlOf(message: Message, now: number): string {
  const { service, incident, ackUrl, serviceUrl, runbookUrl, level, levels } = message;
  const small = 'font-size:14px;color:#5A6675';
  const lines = alertLines(message).map((line) => `<p style="margin:0 0 8px">${escapeHtml(line)}</p>`);
  const notes = [lateness(message, now), loopbackWarning(ackUrl)].filter((note) => note !== null);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(service.name)}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 4px">${escapeHtml(service.name)} is unhealthy</h1>
<p style="margin:0 0 16px;${small}">since ${clockTime(incident.openedAt)}</p>
${notes.map((note) => `<p style="margin:0 0 12px"><strong>${escapeHtml(note)}</strong></p>`).join('\n')}
${lines.join('\n')}
<p style="margin:24px 0"><a href="${escapeHtml(ackUrl)}" style="display:block;padding:16px;border-radius:8px;background:#0A66C2;color:#FFFFFF;font-size:18px;font-weight:600;text-align:center;text-decoration:none">Acknowledge</a></p>
<p style="margin:0 0 12px">${escapeHtml(nextStep(message) ?? '')}</p>
<p style="margin:0;${small}">${runbookUrl ? `<a href="${escapeHtml(runbookUrl)}">Runbook</a> · ` : ''}<a href="${escapeHtml(serviceUrl)}">Service</a> · Incident ${escapeHtml(incident.id)}, level ${level} of ${levels}</p>
</div></body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
