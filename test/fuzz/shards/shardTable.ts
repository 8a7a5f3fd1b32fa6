import { type Cells, string, type TableDefinition, table } from '@parqueue/schema';
import { everyFeature, randomRows } from '../../support/shardSamples.ts';

/** Every feature, and whose row it is. */
export const shardTable: TableDefinition = table({
  name: 'fuzzed',
  features: { user_id: string(), ...everyFeature.parquet.features },
  revisions: false,
});

export const USER_ID = '0123456789abcdef';

export const shardRows = (count: number, seed: number): Cells[] =>
  randomRows(shardTable, count, seed).map(([, ...cells]) => [USER_ID, ...cells]);

/** Rows that nobody may have sent. */
export const WRONG_ROWS = `
  user_id <> '${USER_ID}'
  or not regexp_full_match(clip.path, '[A-Za-z0-9_-]+[.]flac') or not regexp_full_match(second.path, '[A-Za-z0-9_-]+[.]flac')
  or (clip.path is not null and clip.bytes is null) or (second.path is not null and second.bytes is null)
  or label not between 0 and 2
  or epoch_ms("at") not between -62135596800000 and 253402300799999
  or not json_valid(detail)`;
