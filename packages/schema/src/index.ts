export type { Cell, Cells } from './row/cell.ts';
export { valueOfCell } from './row/cell.ts';
export { encodeChange, encodeColumn, encodeRow } from './row/encodeRow.ts';
export { mergeCell } from './row/mergeCell.ts';
export { RowError } from './row/rowError.ts';
export { isoSeconds } from './row/timestamp.ts';
export { checkTables } from './table/checkTables.ts';
export type { AudioOptions, AudioReference, Feature, FeatureSpec, ValueOf } from './table/feature.ts';
export {
  audio,
  bool,
  classLabel,
  float64,
  int32,
  int64,
  json,
  list,
  string,
  struct,
  timestamp,
} from './table/feature.ts';
export { dtypeOf, HUGGINGFACE_KEY, huggingfaceMetadata } from './table/huggingface.ts';
export { NAME_PATTERN } from './table/name.ts';
export type {
  AppendColumn,
  ElementOf,
  Features,
  Fill,
  MergePolicy,
  Row,
  RowOf,
  Table,
  TableDefinition,
  TableOptions,
} from './table/table.ts';
export { table } from './table/table.ts';
