import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Reads files with DuckDB, which this project did not write. */
export interface Judge {
  /** Reads every value; gives how many rows there are, and how many a condition holds for. Rejects where DuckDB cannot read. */
  read(
    file: Uint8Array,
    condition: string,
  ): Promise<{ readonly rowCount: number; readonly metCount: number }>;
  close(): Promise<void>;
}

export async function openJudge(): Promise<Judge> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-fuzz-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  let count = 0;
  return {
    async read(file, condition) {
      const path = join(dir, `${count++}.parquet`);
      await writeFile(path, file);
      try {
        const query = `select count(*) as rows, count(*) filter (${condition}) as met, bit_xor(hash(t)) as hash from read_parquet('${path}') t`;
        const [row] = (await connection.runAndReadAll(query)).getRowObjectsJS();
        return { rowCount: Number(row?.['rows']), metCount: Number(row?.['met']) };
      } finally {
        await rm(path);
      }
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
      await rm(dir, { recursive: true });
    },
  };
}
