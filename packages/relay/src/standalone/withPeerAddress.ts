const HEADER = 'CF-Connecting-IP';

/**
 * A request that says which address it came from as Cloudflare would: by the connection, whatever it says of itself. Behind a proxy that
 * is the proxy's, which `TRUSTED_PROXIES` is for.
 */
export function withPeerAddress(request: Request): Request {
  const peer: unknown = request.cf?.['clientIp'];
  const headers = new Headers(request.headers);
  headers.delete(HEADER);
  if (typeof peer === 'string') headers.set(HEADER, addressOf(peer));
  return new Request(request, { headers });
}

/** The address of `1.2.3.4:5678` or `[::1]:5678`; of one that is IPv4 in the clothes of IPv6, the former. */
export function addressOf(peer: string): string {
  const address = peer.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
