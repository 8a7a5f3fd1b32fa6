/** What the relay uses of Node's sockets, which workerd has as well: no socket. */
declare module 'node:net' {
  export class BlockList {
    addSubnet(address: string, prefixBits: number, family: 'ipv4' | 'ipv6'): void;
    check(address: string, family: 'ipv4' | 'ipv6'): boolean;
  }
  /** 4, 6, or 0 for what is no address. */
  export function isIP(text: string): number;
}
