/**
 * Whether a password may be typed in for a request that came this way: over TLS, or
 * on this machine. That is to keep people from typing the key into a page that is
 * sent in the clear, not to keep anybody out: by the time we look, the key has been
 * sent. So `X-Forwarded-Proto` is believed from whoever sends it. A browser can't be
 * made to send it, and one who forges it gives away no other key than his own. It
 * weighs more than the socket: with it a proxy on this machine says that people came
 * to it in the clear, and their request reaches us over loopback all the same.
 */
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

export function isSafeForPasswords(
  forwardedProto: string | string[] | undefined,
  socket: { remoteAddress?: string | undefined; encrypted?: boolean | undefined } | undefined,
): boolean {
  // The first proxy on the way writes first.
  if (forwardedProto !== undefined) return String(forwardedProto).split(',', 1)[0]?.trim().toLowerCase() === 'https';
  return socket?.encrypted === true || LOOPBACK.test(socket?.remoteAddress ?? '');
}
