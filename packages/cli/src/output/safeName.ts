import { createHash } from 'node:crypto';

const MAX_CHARS = 80;
/** Names that Windows keeps for devices, whatever ends they have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name for a file or folder out of a text of the dataset: one part of a path, whatever the text says. One that had to be changed ends
 * with eight digits of its SHA-256, so that two texts never share a name.
 */
export function safeName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[^\p{Letter}\p{Mark}\p{Number}._ -]+/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '_');
  const isKept = plain === text && text !== '' && [...text].length <= MAX_CHARS && !DEVICE.test(text);
  if (isKept) return text;
  const [, stem = '', extension = ''] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/s.exec(plain) ?? [];
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${[...stem].slice(0, MAX_CHARS - 20).join('') || 'unnamed'}-${digest}${extension}`;
}
