/** Where a connection comes from, as limits see it: whoever has one IPv6 address has the 2^64 of its network. */
import ipaddr from 'ipaddr.js';

const IPV4_IN_IPV6 = '::ffff:';
const NETWORK_PARTS = 4;

/** @param address as the socket has it; '' where there is none */
export function placeOf(address: string): string {
  if (!address.includes(':')) return address;
  if (address.startsWith(IPV4_IN_IPV6)) return address.slice(IPV4_IN_IPV6.length);
  if (!ipaddr.IPv6.isValid(address)) return address;
  return `${ipaddr.IPv6.parse(address).parts.slice(0, NETWORK_PARTS).join(':')}/64`;
}
