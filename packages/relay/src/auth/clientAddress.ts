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
export const addressNetwork = (address: string): string => networkOf(address, 64);

/**
 * The part of an address that one customer of a network has, to count by: an IPv4 address whole, as it is shared by many already
 * (RFC 6598) and its neighbours are other people; of IPv6 the first 56 bits, the least that a household is to be given (RIPE-690), within
 * which it changes as it likes. Who has 48 bits has 256 of these.
 */
export const customerNetwork = (address: string): string => networkOf(address, 56);

/** The first bits of an IPv6 address, as whole groups and what is left of one; an IPv4 address whole. */
function networkOf(address: string, bitCount: number): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const groups = groupsOf(address.toLowerCase()).slice(0, Math.ceil(bitCount / GROUP_BITS));
  const spareBits = groups.length * GROUP_BITS - bitCount;
  const last = Number.parseInt(groups.at(-1) ?? '0', 16);
  return [...groups.slice(0, -1), ((last >> spareBits) << spareBits).toString(16)].join(':');
}

const GROUP_BITS = 16;

/** All eight, without zeros in front. */
function groupsOf(address: string): string[] {
  const [head = '', tail = ''] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const missing = address.includes('::') ? Math.max(0, 8 - groups.length - after.length) : 0;
  const full = [...groups, ...new Array<string>(missing).fill('0'), ...after];
  return full.map((group) => group.replace(/^0+(?=.)/, ''));
}
