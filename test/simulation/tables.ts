import { int32, json, string, table } from '@parqueue/schema';

const features = { text: string(), tags: json<string[]>(), step: int32(), user_id: string() };
const merge = { tags: 'append' } as const;

/** Tables of every kind: with revisions and without, in either format. `text` says which row it is. */
export const simulatedTables = {
  notes: table({ name: 'notes', format: 'jsonl', features, merge }),
  plain: table({ name: 'plain', format: 'jsonl', revisions: false, features, merge }),
  runs: table({ name: 'runs', format: 'parquet', features, merge }),
};

export type LocalTable = keyof typeof simulatedTables;
export const LOCAL_TABLES = Object.keys(simulatedTables) as LocalTable[];
