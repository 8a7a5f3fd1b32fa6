import { BlockList, isIP } from 'node:net';

/**
 * Whether an address is one of these, or in a network of these (`10.0.0.0/8`, `fd00::/8`).
 *
 * @param list words of which `isAddressOrNetwork` holds
 */
export function isListed(address: string, list: ReadonlySet<string>): boolean {
  if (list.has(address)) return true;
  const version = isIP(address);
  return version !== 0 && [...list].some((word) => networkOf(word)?.check(address, familyOf(version)));
}

export const isAddressOrNetwork = (word: string): boolean =>
  isIP(word) !== 0 || networkOf(word) !== undefined;

function networkOf(word: string): BlockList | undefined {
  const [, address = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(word) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return undefined;
  const network = new BlockList();
  network.addSubnet(address, Number(bits), familyOf(version));
  return network;
}

const familyOf = (version: number): 'ipv4' | 'ipv6' => (version === 4 ? 'ipv4' : 'ipv6');
