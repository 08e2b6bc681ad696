/**
 * The script of the bridge. The inspector in the frame says that it is there
 * (`@statelyai.connected`, again after each reload); from then on it gets the messages
 * of the socket as they are, those of before first: each actor's beginning, and the
 * newest behind it. They go to that host's window and origin only, and only its word
 * is taken.
 */
export const BRIDGE_SCRIPT = `'use strict';
const { inspector, origin } = document.body.dataset;
const frame = document.getElementById('inspector');
const statusLine = document.getElementById('status');
const KEPT = 200;
const AGAIN_AFTER_MS = 2000;
let socket = null;
let isConnected = false;
let isStopped = true;
let sent = 0;
let beginnings = new Map();
let newest = [];

function say(text, isBad) {
  statusLine.textContent = text;
  statusLine.dataset.bad = String(Boolean(isBad));
}

function pass(message) {
  frame.contentWindow.postMessage(message, origin);
  sent += 1;
  say(sent === 1 ? '1 message sent' : sent + ' messages sent');
}

function keep(message) {
  if (message.type === '@xstate.actor') {
    beginnings.set(message.sessionId, message);
    newest = newest.filter((kept) => kept.sessionId !== message.sessionId);
    return;
  }
  newest.push(message);
  if (newest.length > KEPT) newest.shift();
}

function listen() {
  const address = new URL('/inspect' + location.search, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  socket = new WebSocket(address);
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    keep(message);
    if (isConnected) pass(message);
  };
  socket.onclose = ({ code, reason }) => {
    if (isStopped) return;
    // Asked again it would say the same.
    if (code >= 4400 && code < 4500) return say('The pager says: ' + reason, true);
    say('The connection to the pager is lost; it is tried again.', true);
    setTimeout(() => { if (!isStopped) listen(); }, AGAIN_AFTER_MS);
  };
}

function stop() {
  isStopped = true;
  isConnected = false;
  if (socket) socket.close();
  frame.removeAttribute('src');
  document.body.classList.remove('shown');
}

window.addEventListener('message', ({ source, origin: from, data }) => {
  if (isStopped || source !== frame.contentWindow || from !== origin) return;
  if (!data || data.type !== '@statelyai.connected') return;
  isConnected = true;
  for (const message of [...beginnings.values(), ...newest]) pass(message);
});

const send = document.getElementById('send');
if (send) {
  send.addEventListener('click', () => {
    isStopped = false;
    sent = 0;
    beginnings = new Map();
    newest = [];
    say('Waiting for the inspector to say that it is there');
    document.body.classList.add('shown');
    frame.src = inspector;
    listen();
  });
}
document.getElementById('stop').addEventListener('click', stop);
`;
