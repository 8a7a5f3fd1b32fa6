import { createHash, randomBytes } from 'node:crypto';
import type { Cell, TableDefinition } from '@parqueue/schema';
import { alignment, recitation, recitationError } from '@parqueue/schema/presets';
import { createLightParquetWriter } from '../../../packages/sdk/src/parquet/lightParquetWriter.ts';
import { withFlacHead } from '../../support/flacHead.ts';

export interface SentShard {
  readonly shardId: string;
  readonly table: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  /** What the row says that no other does: the digest of its sound, or of its line. */
  readonly rowSha256: string;
}

const TABLES: Readonly<Record<string, TableDefinition>> = { alignment, recitation };

/** A shard of one row with noise in it, of exactly this size. */
export async function makeShard(table: string, sizeBytes = 10_000): Promise<SentShard> {
  const definition = TABLES[table];
  const { bytes, said } = definition === undefined ? lineOf(sizeBytes) : await fileOf(definition, sizeBytes);
  return { shardId: uuid7(), table, bytes, sha256: sha256(bytes), rowSha256: sha256(said) };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Of the table `recitation_error`. */
function lineOf(sizeBytes: number) {
  const columns = Object.keys(recitationError.features).map((name) => [name, null]);
  const line = { ...Object.fromEntries(columns), error_message: randomBytes(sizeBytes / 2).toString('hex') };
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  return { bytes, said: bytes.subarray(0, -1) };
}

/** What is left for the name of the writer to fill: numbers in the file take more bytes as it grows. */
const SLACK_BYTES = 64;

async function fileOf(table: TableDefinition, sizeBytes: number) {
  let soundBytes = 1000;
  for (let tries = 0; tries < 2; tries++) {
    const { length } = await write(table, clip(soundBytes), 'x');
    soundBytes += sizeBytes - length - SLACK_BYTES;
  }
  const said = clip(soundBytes);
  const near = await write(table, said, 'x');
  const file = await write(table, said, 'x'.repeat(1 + sizeBytes - near.length));
  if (file.length !== sizeBytes) throw new Error(`a shard of ${file.length} bytes, not ${sizeBytes}`);
  return { bytes: Buffer.from(file), said };
}

/** Noise behind the head of a FLAC file. */
const clip = (soundBytes: number): Uint8Array => withFlacHead(randomBytes(soundBytes));

function write(table: TableDefinition, sound: Uint8Array, createdBy: string) {
  const row = Object.values(table.features).map(({ kind }): Cell => (kind === 'audio' ? ['clip', 0] : null));
  const readAudio = async () => ({ bytes: sound, path: 'clip.flac' });
  return createLightParquetWriter({ createdBy }).write({ table, rows: [row], readAudio });
}

export function uuid7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
