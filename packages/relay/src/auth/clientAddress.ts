import { isListed } from './addressList.ts';

/**
 * The address that a request comes from, or an empty string where the platform names none (a relay on this machine).
 *
 * `X-Forwarded-For` can be written by anybody: it counts only when the platform's own peer is a proxy that the configuration trusts,
 * and then from its right end, where the proxies write.
 */
export function clientAddress(headers: Headers, trustedProxies: ReadonlySet<string>): string {
  const peer = headers.get('CF-Connecting-IP')?.trim() ?? '';
  if (!isListed(peer, trustedProxies)) return peer;
  const chain = (headers.get('X-Forwarded-For') ?? '').split(',').map((address) => address.trim());
  return chain.findLast((address) => address !== '' && !isListed(address, trustedProxies)) ?? peer;
}

/** The part of an address that stays with a household: an IPv6 host changes its last 64 bits daily (RFC 8981). */
export function addressNetwork(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const missing = address.includes('::') ? Math.max(0, 8 - groups.length - after.length) : 0;
  const full = [...groups, ...new Array<string>(missing).fill('0'), ...after];
  return full
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
