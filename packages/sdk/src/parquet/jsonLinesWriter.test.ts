import { type Cell, float64, int64, json, string, table, timestamp } from '@parqueue/schema';
import { recitationError } from '@parqueue/schema/presets';
import { describe, expect, it } from 'vitest';
import { readWithDuckDb } from '../../../../test/support/shardReaders.ts';
import { createJsonLinesWriter } from './jsonLinesWriter.ts';
import { shardWriterContract } from './shardWriter.contract.ts';

shardWriterContract('JSON lines', {
  format: 'jsonl',
  create: createJsonLinesWriter,
  readers: { DuckDB: readWithDuckDb },
  presets: [
    [
      recitationError,
      [
        { timestamp: '2026-02-03T01:50:45', verse_ref: '2:255', error_message: 'no speech\nwas "found"' },
        { error_message: 'الخطأ' },
      ],
    ],
  ],
});

describe('JSON lines', () => {
  const lines = table({
    name: 'lines',
    format: 'jsonl',
    features: { text: string(), large: int64(), real: float64(), at: timestamp(), detail: json<unknown>() },
    revisions: false,
  });

  async function written(...rows: Cell[][]): Promise<string> {
    const readAudio = async () => null;
    return new TextDecoder().decode(await createJsonLinesWriter().write({ table: lines, rows, readAudio }));
  }

  it('are written so that readers which guess types guess the declared ones', async () => {
    expect(await written(['é\0', '9223372036854775807', 2 ** 60, 1_770_083_445_123, '{"a":1}'])).toBe(
      '{"text":"é\\u0000","large":9223372036854775807,"real":1152921504606847000.0,"at":"2026-02-03T01:50:45.123Z","detail":"{\\"a\\":1}"}\n',
    );
  });

  it('keep every column in every line, and the sign of zero', async () => {
    expect(await written([null, null, '-0', null, null], [])).toBe(
      '{"text":null,"large":null,"real":-0.0,"at":null,"detail":null}\n{"text":null,"large":null,"real":null,"at":null,"detail":null}\n',
    );
  });

  it.each([9e15, 253_402_300_800_000, -62_167_219_200_001])(
    'refuse the time %i, which has no year of four digits',
    async (at) => {
      await expect(written([null, null, null, at])).rejects.toMatchObject({
        name: 'ShardWriterError',
        code: 'unfit',
        message: expect.stringMatching(/^lines\.at: .*0000 to 9999/),
      });
    },
  );
});
