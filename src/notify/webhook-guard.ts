/**
 * Keeps webhooks out of the network that the pager runs in: only addresses of the
 * public Internet are connected to. It is asked about the addresses of the connection
 * itself, so a name that answers otherwise a moment later gains nothing.
 */
import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export const PRIVATE_ADDRESS =
  'it leads to an address that is not on the public Internet; WEBHOOK_ALLOW_PRIVATE=true allows that';

export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address within an IPv6 one is judged as what it is.
  return ipaddr.process(address).range() === 'unicast';
}

/** Of a URL whose host is an address: nothing is looked up then. */
export function isPrivateHost(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && !isPublicAddress(host);
}

/** In place of `dns.lookup`: what is not public is left out, and a name with nothing else is refused. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '', 0);
    const addresses = found.filter(({ address }) => isPublicAddress(address));
    const [first] = addresses;
    if (!first) return callback(new Error(PRIVATE_ADDRESS), '', 0);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
