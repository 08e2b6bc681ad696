/**
 * Loaded before a pager's own modules (`--import`): what it connects to on loopback at a
 * port that CHAOS_PORTS names goes through the proxy that stands beside it there. So a
 * pager finds the servers of a group or a cluster under the addresses that they give
 * for themselves, and its connections can still be cut, and only its.
 */
import { Socket } from 'node:net';

/** @type {Record<string, number>} by the server's port */
const proxies = JSON.parse(process.env.CHAOS_PORTS ?? '{}');
const { connect } = Socket.prototype;

/** @this {Socket} @param {unknown[]} args as `net.connect` has them, or normalised by it already: options and callback in one list */
function connectThroughProxy(...args) {
  const [first] = args;
  const options = Array.isArray(first) ? first[0] : first;
  const proxy = typeof options === 'object' && options !== null && proxies[options.port];
  if (proxy) options.port = proxy;
  return Reflect.apply(connect, this, args);
}

Socket.prototype.connect = /** @type {typeof connect} */ (connectThroughProxy);
