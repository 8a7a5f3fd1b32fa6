import { createHash, randomBytes } from 'node:crypto';
import type { Cell, TableDefinition } from '@parqueue/schema';
import { alignment, recitation } from '@parqueue/schema/presets';
import { createLightParquetWriter } from '../../../packages/sdk/src/parquet/lightParquetWriter.ts';

export interface SentShard {
  readonly shardId: string;
  readonly table: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

const TABLES: Readonly<Record<string, TableDefinition>> = { alignment, recitation };

/** A shard of one row with noise in it, of exactly this size. */
export async function makeShard(table: string, sizeBytes = 5000): Promise<SentShard> {
  const definition = TABLES[table];
  const bytes =
    definition === undefined
      ? Buffer.from(`{"a":"${randomBytes(sizeBytes / 2).toString('hex')}"}\n`)
      : await fileOf(definition, sizeBytes);
  return { shardId: uuid7(), table, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** As many bytes more as a varint may take the more numbers grow by. */
const SLACK_BYTES = 32;

async function fileOf(table: TableDefinition, sizeBytes: number): Promise<Buffer> {
  const overhead = (await write(table, 1000, 'x')).length - 1000;
  const audioBytes = sizeBytes - overhead - SLACK_BYTES;
  const near = await write(table, audioBytes, 'x');
  const file = await write(table, audioBytes, 'x'.repeat(1 + sizeBytes - near.length));
  if (file.length !== sizeBytes) throw new Error(`a shard of ${file.length} bytes, not ${sizeBytes}`);
  return Buffer.from(file);
}

function write(table: TableDefinition, audioBytes: number, createdBy: string) {
  const noise = randomBytes(audioBytes);
  const row = Object.values(table.features).map(({ kind }): Cell => (kind === 'audio' ? ['clip', 0] : null));
  const readAudio = async () => ({ bytes: noise, path: 'clip.flac' });
  return createLightParquetWriter({ createdBy }).write({ table, rows: [row], readAudio });
}

export function uuid7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
