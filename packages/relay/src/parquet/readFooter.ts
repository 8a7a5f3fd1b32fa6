import { readThrift, ThriftError, type ThriftReading } from '@parqueue/schema/thrift';
import type { ByteSource } from './byteSource.ts';
import { InvalidShard } from './invalidShard.ts';
import { MAGIC, TAIL_BYTES } from './parquetFormat.ts';
import { LIMITS } from './parquetLimits.ts';
import { type Place, ThriftFields } from './thriftFields.ts';

export interface Footer {
  readonly fields: ThriftFields;
  /** Where it begins: all pages lie before. */
  readonly startByte: number;
}

/** Reads the footer of a file. @throws {InvalidShard} */
export function readFooter(source: ByteSource): Footer {
  const { sizeBytes } = source;
  const hasRoom = sizeBytes >= MAGIC.length + TAIL_BYTES;
  if (!hasRoom || !isMagic(source.read(0, MAGIC.length)))
    throw new InvalidShard('malformed', 'the file does not begin with PAR1');
  const tail = source.read(sizeBytes - TAIL_BYTES, sizeBytes);
  if (!isMagic(tail.subarray(TAIL_BYTES - MAGIC.length)))
    throw new InvalidShard(
      'malformed',
      'the file does not end with PAR1; it may be cut off, or its footer encrypted',
    );
  const footerBytes = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  const startByte = sizeBytes - TAIL_BYTES - footerBytes;
  if (startByte < MAGIC.length)
    throw new InvalidShard('malformed', `the footer says it has ${footerBytes} bytes, more than the file`);
  if (footerBytes > LIMITS.footerBytes)
    throw new InvalidShard(
      'too_large',
      `the footer has ${footerBytes} bytes; ${LIMITS.footerBytes} are allowed`,
    );
  const { tree, end } = thriftOf(source.read(startByte, sizeBytes - TAIL_BYTES), { where: 'the footer' });
  if (end !== footerBytes) throw new InvalidShard('malformed', 'the footer has bytes behind its end');
  return { fields: new ThriftFields(tree, 'the footer'), startByte };
}

/** A struct of untrusted bytes. @throws {InvalidShard} */
export function thriftOf(bytes: Uint8Array, place: Place): ThriftReading {
  try {
    return readThrift(bytes, 0, { maxNodes: LIMITS.footerNodes });
  } catch (error) {
    if (!(error instanceof ThriftError)) throw error;
    throw new InvalidShard('malformed', `${place.where} cannot be read: ${error.message}`);
  }
}

const isMagic = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);
