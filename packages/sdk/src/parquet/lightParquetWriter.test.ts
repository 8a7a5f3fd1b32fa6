import { createLightParquetWriter } from './lightParquetWriter.ts';
import { readWithDuckDb, readWithHyparquet } from '../../../../test/support/shardReaders.ts';
import { shardWriterContract } from './shardWriter.contract.ts';
const create = () => createLightParquetWriter({ createdBy: 'parqueue-sdk version 0.1.0' });
shardWriterContract('light', { format: 'parquet', create, readers: { hyparquet: readWithHyparquet, DuckDB: readWithDuckDb }, presets: [] });
