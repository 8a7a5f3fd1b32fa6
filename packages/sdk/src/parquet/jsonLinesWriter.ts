import { cellJson, UnfitCell } from '@parqueue/schema/file';
import type { ShardContent, ShardWriter } from './shardWriter.ts';
import { ShardWriterError } from './shardWriterError.ts';

/**
 * Writes JSON lines: one object for each row, every column in each, in the order of the table. It needs no WASM.
 *
 * The values are written for readers that guess a type first and learn the declared one later, as `datasets` does: see `cellJson`.
 */
export function createJsonLinesWriter(): ShardWriter {
  const encoder = new TextEncoder();
  return {
    async write(content) {
      if (content.rows.length === 0) {
        throw new ShardWriterError('unfit', `${content.table.name}: a shard has no rows`);
      }
      return encoder.encode(linesOf(content));
    },
  };
}

function linesOf({ table, rows }: ShardContent): string {
  const columns = Object.entries(table.features).map(([name, feature], index) => ({
    name,
    feature,
    index,
    key: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
  }));
  let lines = '';
  for (const cells of rows) {
    for (const { name, feature, index, key } of columns) {
      try {
        lines += key + cellJson(feature, cells[index]);
      } catch (error) {
        if (!(error instanceof UnfitCell)) throw error;
        throw new ShardWriterError('unfit', `${table.name}.${name}: ${error.message}`, { cause: error });
      }
    }
    lines += '}\n';
  }
  return lines;
}
