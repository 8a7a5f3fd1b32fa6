export {
  PARQUET_ROOT,
  type ParquetElement,
  type ParquetLeaf,
  type ParquetMeaning,
  type ParquetType,
  parquetElements,
  parquetLeaves,
} from './parquetSchema.ts';
