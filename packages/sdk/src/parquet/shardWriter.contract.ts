import { type Cells, encodeRow, type TableDefinition } from '@parqueue/schema';
import { describe, expect, it } from 'vitest';
import type { ReadShard } from '../../../../test/support/shardReaders.ts';
import {
  bytesAsText,
  everyFeature,
  expectedRows,
  randomRows,
  readSampleClip,
} from '../../../../test/support/shardSamples.ts';
import type { ShardWriter } from './shardWriter.ts';

export interface ShardWriterSuite {
  readonly format: 'parquet' | 'jsonl';
  readonly create: () => ShardWriter;
  /** Readers of the format, by name. */
  readonly readers: Readonly<Record<string, ReadShard>>;
  /** Ready tables of the format, each with rows as a page gives them. */
  readonly presets: readonly (readonly [TableDefinition, readonly object[]])[];
}

const SEED = Math.floor(Math.random() * 2 ** 32);

/** What every shard writer must do. */
export function shardWriterContract(name: string, suite: ShardWriterSuite): void {
  const definition = everyFeature[suite.format];

  async function roundTrip(table: TableDefinition, rows: readonly Cells[]): Promise<void> {
    const file = await suite.create().write({ table, rows, readAudio: readSampleClip });
    const expected = await expectedRows(table, rows);
    for (const [reader, read] of Object.entries(suite.readers)) {
      expect(await read(file, table), reader).toEqual(expected);
    }
  }

  describe(`shard writer: ${name}`, () => {
    it.each([1, 2, 7, 8, 9, 63, 64, 65, 300])(
      `gives back %i rows of every feature and edge (seed ${SEED})`,
      async (count) => {
        await roundTrip(definition, randomRows(definition, count, SEED + count));
      },
    );

    it('[SD11] gives back 10,000 rows', async () => {
      const { clip, second, ...features } = definition.features;
      const table = { ...definition, features };
      await roundTrip(table, randomRows(table, 10_000, 1));
    });

    it('gives back a row of nulls alone, and cells that are missing at the end as nulls', async () => {
      await roundTrip(definition, [Object.keys(definition.features).map(() => null), []]);
    });

    it('gives back empty lists and structs of nulls alone', async () => {
      const rows = randomRows(definition, 3, 2).map((cells) =>
        Object.values(definition.features).map((feature, i) => {
          if (feature.kind === 'list') return [];
          if (feature.kind === 'struct') return Object.keys(feature.fields).map(() => null);
          return cells[i] ?? null;
        }),
      );
      await roundTrip(definition, rows);
    });

    it.each(suite.presets.map(([table, rows]) => [table.name, table, rows] as const))(
      'gives back rows of the preset %s',
      async (_, table, rows) => {
        await roundTrip(
          table,
          rows.map((row) => encodeRow(table, row)),
        );
      },
    );

    it('gives equal bytes for equal rows, from another writer and beside other writes', async () => {
      const rows = randomRows(definition, 200, 3);
      const writer = suite.create();
      const [first, other, again] = await Promise.all([
        writer.write({ table: definition, rows, readAudio: readSampleClip }),
        writer.write({ table: definition, rows: rows.slice(1), readAudio: readSampleClip }),
        suite.create().write({ table: definition, rows: structuredClone(rows), readAudio: readSampleClip }),
      ]);
      expect(bytesAsText(again)).toBe(bytesAsText(first));
      expect(bytesAsText(other)).not.toBe(bytesAsText(first));
    });

    it('writes no file without rows, and the next one all the same', async () => {
      const writer = suite.create();
      const empty = writer.write({ table: definition, rows: [], readAudio: readSampleClip });
      await expect(empty).rejects.toMatchObject({ code: 'unfit' });
      const rows = randomRows(definition, 1, 4);
      const file = await writer.write({ table: definition, rows, readAudio: readSampleClip });
      expect(file.length).toBeGreaterThan(0);
    });

    it.each([
      ['text', 5, 'text'],
      ['small', 1.5, 'int32'],
      ['large', '12x', 'int64'],
      ['large', 12, 'int64'],
      ['real', 'many', 'float64'],
      ['at', '2026-02-03', 'whole number'],
      ['label', 'yes', 'whole number'],
      ['tags', 'a', 'list'],
      ['tags', [1], 'text'],
      ['place', {}, 'struct'],
    ] as const)('refuses the cell %s = %j, naming the column', async (column, cell, expected) => {
      const rows = randomRows(definition, 3, 5) as unknown[][];
      (rows[1] as unknown[])[Object.keys(definition.features).indexOf(column)] = cell;
      const writer = suite.create();
      const refused = writer.write({ table: definition, rows: rows as Cells[], readAudio: readSampleClip });
      await expect(refused).rejects.toMatchObject({
        code: 'unfit',
        message: expect.stringMatching(new RegExp(`^${definition.name}\\.${column}: .*${expected}`)),
      });
    });
  });
}
