/** What the bridge to a Stately Inspector says before anything leaves, and the frame that it is shown in. */
import { html, raw } from 'hono/html';
import type { Html } from './page-html.ts';
import { stateIcon } from './page-state.ts';
import { PAGE_STYLE } from './page-style.css.ts';

export const BRIDGE_STYLE = `${PAGE_STYLE}
.leaves{border:1px solid var(--line);border-left:4px solid var(--escalating-mark);border-radius:8px;background:var(--card);padding:14px 16px;margin:16px 0}
.leaves li{padding:4px 0 4px 20px;position:relative}
.leaves li::before{content:"";position:absolute;left:2px;top:14px;width:8px;height:2px;background:var(--dim)}
body.shown{height:100dvh;overflow:hidden}
body.shown main{display:none}
#bar,#inspector{display:none}
body.shown #bar{display:flex;flex-wrap:wrap;align-items:center;gap:6px 16px;height:auto;padding:8px 16px;border-bottom:1px solid var(--line);font-size:14px;line-height:20px}
body.shown{display:flex;flex-direction:column}
body.shown #inspector{display:block;flex:1;min-height:0;width:100%;border:0;background:var(--card)}
#bar button{width:auto;min-height:36px;padding:6px 14px;margin-left:auto}
#status{color:var(--dim)}
#status[data-bad="true"]{color:var(--exhausted);font-weight:600}
`;

export interface BridgePage {
  inspector: URL;
  /** Their addresses; none: nobody said which. */
  actors: string[];
  script: string;
}

export function bridgePage({ inspector, actors, script }: BridgePage): Html {
  const { host, origin, href } = inspector;
  const title = actors.length === 0 ? 'No actor is named' : `Show ${namesOf(actors)} at ${host}?`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>${title}</title><link rel="icon" href="${stateIcon('healthy')}"><style>${raw(BRIDGE_STYLE)}</style></head>
<body data-inspector="${href}" data-origin="${origin}">
<main><p class="dim">Pager, inspector</p><h1>${title}</h1>
${actors.length === 0 ? nobodyNamed() : warning(host)}
<p><a href="/inspector">Back to the pager’s own inspector</a>, which sends nothing anywhere.</p></main>
<header id="bar"><strong>${namesOf(actors)}</strong><span>leaves for ${host}</span><span id="status" role="status"></span><button id="stop" type="button">Stop</button></header>
<iframe id="inspector" title="Stately Inspector at ${host}" referrerpolicy="no-referrer" sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-downloads"></iframe>
<script src="${script}"></script>
</body></html>
`;
}

const namesOf = (actors: string[]) =>
  actors.length <= 2 ? actors.join(' and ') : `${actors[0]} and ${actors.length - 1} others`;

const nobodyNamed = (): Html =>
  html`<p>Open this page from an actor in the inspector, or name one: <code>/inspect/bridge?actor=monitored-service/&lt;service id&gt;</code>.</p>`;

const warning = (
  host: string,
): Html => html`<div class="leaves"><p><strong>State leaves this pager for ${host}.</strong></p>
<ul><li>Now: the machine’s chart, and its whole state. Of a service that is the texts and keys of its open alerts, its policy, and the names of those who acknowledged.</li>
<li>From then on: every event, and the state behind it, until you stop it or close this page.</li>
<li>The addresses and numbers of those who are notified are shortened (“ana@…”, “+33…78”). What an alert says stays as it is.</li></ul></div>
<p class="dim">Nothing has been asked of ${host} so far, and nothing was sent there.</p>
<div class="acts"><button id="send" class="main" type="button">Send it to ${host}</button></div>
<noscript><p class="bad">This needs JavaScript.</p></noscript>`;
