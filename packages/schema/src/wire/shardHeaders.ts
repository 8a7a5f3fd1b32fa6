/** Headers of a shard's PUT, besides `Authorization`, `Content-Length` and `Content-Type`. */
export const HEADER = {
  /** RFC 9530: `sha-256=:<base64>:` of the body. */
  digest: 'Content-Digest',
  /** The identity proof of all rows in the shard. */
  identity: 'Parqueue-Identity',
  /** The page life that the rows come from. */
  client: 'Parqueue-Client',
  /** The rows' sequence numbers in that page life and table: `120-180,182-340`. */
  seq: 'Parqueue-Seq',
  /** The fingerprint of the table's version that the shard was written with. */
  fingerprint: 'Parqueue-Fingerprint',
  /** How many rows the shard holds. */
  rows: 'Parqueue-Rows',
  /** The protocol version of the page. */
  protocol: 'Parqueue-Protocol',
} as const;

export const MEDIA_TYPE = { parquet: 'application/vnd.apache.parquet', jsonl: 'application/jsonl' } as const;

/** The value of `Content-Digest` for a SHA-256 in hex. */
export function formatDigest(sha256: string): string {
  const bytes = sha256.match(/../g)?.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))) ?? [];
  return `sha-256=:${base64(bytes.join(''))}:`;
}

/** The SHA-256, in hex, of a `Content-Digest`; undefined when it holds none. Other algorithms may stand beside it. */
export function parseDigest(header: string): string | undefined {
  const match = /(?:^|[,\s])sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header);
  if (match === null) return undefined;
  return [...unbase64(match[1] as string)].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: string): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes.charCodeAt(i), bytes.charCodeAt(i + 1), bytes.charCodeAt(i + 2)];
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET[(bits >> shift) & 63] as string);
    text += digits
      .slice(0, i + 1 < bytes.length ? (i + 2 < bytes.length ? 4 : 3) : 2)
      .join('')
      .padEnd(4, '=');
  }
  return text;
}

function unbase64(text: string): string {
  let bytes = '';
  let bits = 0;
  let held = 0;
  for (const digit of text.replaceAll('=', '')) {
    bits = (bits << 6) | ALPHABET.indexOf(digit);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += String.fromCharCode((bits >> held) & 255);
    }
  }
  return bytes;
}
