import { gunzipSync } from 'node:zlib';

/** A body as text: gunzipped where it is gzip, and taken out of the form field `data`, there also from base64. */
export function decodeBody(body: Uint8Array): string {
  const text = textOf(body);
  if (!text.startsWith('data=')) return text;
  const data = new URLSearchParams(text).get('data') ?? '';
  return /^[[{]/.test(data) ? data : textOf(Buffer.from(data, 'base64'));
}

function textOf(bytes: Uint8Array): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return Buffer.from(isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
}
