/** 32 bits of a text, evenly spread: FNV-1a, then the last steps of MurmurHash3. For telling texts apart, not for secrets. */
export function hash32(text: string): number {
  let mixed = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The same as eight hex digits. */
export const hashHex = (text: string): string => hash32(text).toString(16).padStart(8, '0');
