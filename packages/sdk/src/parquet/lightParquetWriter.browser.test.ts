import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { expect, it } from 'vitest';
import { lightShards } from '../../../../test/support/lightShards.ts';
import { sha256Hex } from '../../../../test/support/shardDigests.ts';
import { readSampleClip } from '../../../../test/support/shardSamples.ts';
import { createLightParquetWriter } from './lightParquetWriter.ts';

it.each(lightShards)(
  '[SD12] in a browser, the light writer gives %s the bytes of Node, and hyparquet reads them',
  async (_, { table, rows, sha256 }) => {
    const writer = createLightParquetWriter({ createdBy: 'parqueue-sdk version 0.0.0' });
    const file = await writer.write({ table, rows, readAudio: readSampleClip });
    expect(await sha256Hex(file)).toBe(sha256);
    const read = await parquetReadObjects({ file: file.buffer, compressors, utf8: false });
    expect(read.length).toBe(rows.length);
    expect(read[0]).toHaveProperty('clip');
  },
);
