import { zstdDecompressSync } from 'node:zlib';
import { CODECS } from '../parquet/parquetFormat.ts';
import { unsnappy } from './unsnappy.ts';

/**
 * Unpacks a page into as many bytes as were said and compared before; undefined where its codec does not give exactly these.
 *
 * Zstandard is the platform's own: the library that readers have, which refuses what they refuse.
 */
export function unpack(packed: Uint8Array, codec: number, sizeBytes: number): Uint8Array | undefined {
  if (sizeBytes === 0 && packed.length === 0) return packed;
  if (codec === CODECS.UNCOMPRESSED) return packed.length === sizeBytes ? packed : undefined;
  if (codec === CODECS.SNAPPY) return unsnappy(packed, sizeBytes);
  try {
    const out = zstdDecompressSync(packed, { maxOutputLength: sizeBytes + SLACK_BYTES });
    return out.length === sizeBytes ? out : undefined;
  } catch {
    return undefined;
  }
}

/** workerd counts whole pieces of its own against the limit, and refuses what would fit exactly. */
const SLACK_BYTES = 256 * 1024;
