import { CACHE_TABLES } from '../../src/cache/cacheTables.ts';
import { type Database, readDatabase } from '../../src/cache/database.ts';
import { openDuckDb } from '../../src/cache/openDuckDb.ts';

/** A cache in memory with one table, filled by a statement: `SELECT … AS started_at, …`. */
export async function memoryDatabase(table: string, select: string): Promise<Database> {
  const { connection, close } = await openDuckDb(':memory:', {
    memoryLimit: '2GB',
    threads: 2,
    isReadOnly: false,
  });
  await connection.run(CACHE_TABLES);
  await connection.run(
    `CREATE TABLE ${table}_rows AS SELECT *, '' AS _file, 0::BIGINT AS _row, true AS _current FROM (${select})`,
  );
  await connection.run(`CREATE VIEW ${table} AS SELECT * EXCLUDE (_current) FROM ${table}_rows`);
  await connection.run(
    `INSERT INTO parqueue.tables VALUES ('${table}', 'parquet', false, 'started_at', []::VARCHAR[], 0)`,
  );
  return readDatabase(connection, { close, syncedAt: 0, revision: 'main' });
}
