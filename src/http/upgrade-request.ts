/**
 * Requests that would rather speak another protocol. As soon as a server listens
 * for `upgrade`, Node hands it every such request without its body; yet Java's HTTP
 * client, for one, offers `h2c` with every request, alerts included. Here only those
 * for a WebSocket are handed over, and CONNECT is ended, and the others are answered as if they had not asked.
 */
import { IncomingMessage } from 'node:http';

const upgrading = new WeakSet<IncomingMessage>();

export class UpgradeRequest extends IncomingMessage {
  get upgrade(): boolean {
    // A CONNECT that nobody listens for is ended by Node; as an ordinary request it would never time out.
    return upgrading.has(this) && (this.method === 'CONNECT' || this.headers.upgrade?.toLowerCase() === 'websocket');
  }

  /** Set by Node's parser before it sets the headers. */
  set upgrade(wanted: boolean | null) {
    if (wanted) upgrading.add(this);
    else upgrading.delete(this);
  }
}
