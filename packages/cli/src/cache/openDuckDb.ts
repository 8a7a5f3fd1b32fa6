import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface DuckDbOptions {
  readonly memoryLimit: string;
  readonly threads: number;
  readonly isReadOnly: boolean;
}

export interface OpenDuckDb {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** Opens a file of DuckDB. Nothing is ever fetched for it: extensions neither install nor load by themselves. */
export async function openDuckDb(path: string, options: DuckDbOptions): Promise<OpenDuckDb> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: options.isReadOnly ? 'READ_ONLY' : 'READ_WRITE',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: options.memoryLimit,
    threads: String(options.threads),
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
